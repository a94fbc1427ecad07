// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';
import { configure } from '@testing-library/react';
import i18next from 'i18next';

configure({ asyncUtilTimeout: 60_000 });

// As Grafana has done when it loads a plugin; texts are then the English of the code.
i18next.init({ lng: 'en-US', resources: {}, returnEmptyString: false, showSupportNotice: false });

// jsdom draws nothing; the flame graph only needs a canvas that takes calls and measures text.
const context = new Proxy(
  { measureText: (text) => ({ width: text.length * 7 }), canvas: { width: 800, height: 600 } },
  { get: (target, name) => (name in target ? target[name] : () => undefined), set: () => true }
);
HTMLCanvasElement.prototype.getContext = () => context;
global.Path2D = class {};
global.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
global.IntersectionObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

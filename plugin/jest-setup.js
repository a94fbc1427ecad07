// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';

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

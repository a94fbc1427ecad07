export interface PictureStyle {
  background: string;
  text: string;
  fontFamily: string;
}

const MARGIN_PX = 16;
const LINE_PX = 22;

const BAND_PX = 256;

/** The graph's canvas is as high as the deepest stack with all groups opened: below what is drawn it is empty. */
function drawnHeight(canvas: HTMLCanvasElement): number {
  const context = canvas.getContext('2d');
  for (let bottom = canvas.height; context && bottom > 0; bottom -= BAND_PX) {
    const top = Math.max(0, bottom - BAND_PX);
    const { data } = context.getImageData(0, top, canvas.width, bottom - top);
    for (let alpha = data.length - 1; alpha >= 0; alpha -= 4) {
      if (data[alpha] !== 0) {
        return top + Math.ceil((alpha + 1) / (4 * canvas.width));
      }
    }
  }
  return 0;
}

/**
 * What the flame graph shows, with a heading that says what it is: a picture travels without its page. The graph is
 * one canvas, in the sandwich view two below each other. Undefined where none is shown.
 */
export function drawPicture(
  canvases: readonly HTMLCanvasElement[],
  heading: readonly string[],
  style: PictureStyle
): HTMLCanvasElement | undefined {
  const scale = window.devicePixelRatio || 1;
  const margin = MARGIN_PX * scale;
  const line = LINE_PX * scale;
  const width = Math.max(0, ...canvases.map((canvas) => canvas.width));
  const heights = canvases.map((canvas) => (canvas.width > 0 ? drawnHeight(canvas) : 0));
  const height = heights.reduce((sum, drawn) => sum + drawn, 0);
  const picture = document.createElement('canvas');
  picture.width = width + 2 * margin;
  picture.height = height + (heading.length + 1) * line + 2 * margin;
  const context = picture.getContext('2d');
  if (width === 0 || height === 0 || !context) {
    return undefined;
  }
  context.fillStyle = style.background;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = style.text;
  heading.forEach((text, index) => {
    context.font = `${index === 0 ? 600 : 400} ${13 * scale}px ${style.fontFamily}`;
    context.fillText(text, margin, margin + (index + 0.7) * line, width);
  });
  let top = margin + (heading.length + 0.5) * line;
  canvases.forEach((canvas, index) => {
    const drawn = heights[index] ?? 0;
    if (drawn > 0) {
      context.drawImage(canvas, 0, 0, canvas.width, drawn, margin, top, canvas.width, drawn);
    }
    top += drawn + line / 2;
  });
  return picture;
}

/** Rejects where the browser cannot: a picture may be larger than it can encode. */
export const pngOf = (picture: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    picture.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser could not make a PNG of this size'))),
      'image/png'
    )
  );

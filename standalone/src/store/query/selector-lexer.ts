/**
 * Tokens of a Prometheus vector selector, with the messages and positions of Prometheus' own parser: users know them,
 * and Pyroscope passes them on.
 */
export type TokenKind = 'identifier' | 'string' | 'operator' | 'comma' | 'left-brace' | 'right-brace' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Identifier, operator, or the unquoted text of a string. */
  readonly text: string;
  /** As it stands in the selector. */
  readonly raw: string;
  /** Offset in the selector, in UTF-16 units. */
  readonly start: number;
}

export interface SelectorProblem {
  readonly position: number;
  readonly message: string;
}

export type Lexed =
  { readonly ok: true; readonly tokens: readonly Token[] } | { readonly ok: false; readonly problem: SelectorProblem };

const SPACE = /[ \t\r\n]/;
const IDENTIFIER_START = /[A-Za-z_]/;
const IDENTIFIER = /[A-Za-z0-9_]*/y;
const METRIC_NAME = /[A-Za-z0-9_:]*/y;

export function lexSelector(selector: string): Lexed {
  return new Lexer(selector).run();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #position = 0;
  #insideBraces = false;
  #problem: SelectorProblem | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Lexed {
    for (;;) {
      while (SPACE.test(this.#text[this.#position] ?? '')) this.#position++;
      if (this.#position >= this.#text.length) break;
      this.#next(this.#position, this.#text[this.#position]!);
      if (this.#problem !== null) return { ok: false, problem: this.#problem };
    }
    if (this.#insideBraces) {
      const problem = { position: this.#position, message: 'unexpected end of input inside braces' };
      return { ok: false, problem };
    }
    this.#emit('end', this.#position, '');
    return { ok: true, tokens: this.#tokens };
  }

  #next(start: number, character: string): void {
    if (IDENTIFIER_START.test(character) || (character === ':' && !this.#insideBraces)) this.#identifier(start);
    else if (character === '"' || character === "'" || character === '`') this.#string(start, character);
    else if (this.#insideBraces) this.#punctuation(start, character);
    else if (character === '{') {
      this.#position++;
      this.#insideBraces = true;
      this.#emit('left-brace', start, '{');
    } else this.#fail(start, `unexpected character: ${quoteCharacter(this.#characterAt(start))}`);
  }

  #punctuation(start: number, character: string): void {
    const following = this.#text[start + 1];
    if (character === ',') {
      this.#position++;
      this.#emit('comma', start, ',');
    } else if (character === '=') {
      this.#position += following === '~' ? 2 : 1;
      this.#emit('operator', start, following === '~' ? '=~' : '=');
    } else if (character === '!') {
      if (following !== '=' && following !== '~') {
        const found = following === undefined ? "'\\x00'" : quoteCharacter(this.#characterAt(start + 1));
        return this.#fail(start, `unexpected character after '!' inside braces: ${found}`);
      }
      this.#position += 2;
      this.#emit('operator', start, `!${following}`);
    } else if (character === '}') {
      this.#position++;
      this.#insideBraces = false;
      this.#emit('right-brace', start, '}');
    } else if (character === '{') this.#fail(start, `unexpected left brace '{'`);
    else this.#fail(start, `unexpected character inside braces: ${quoteCharacter(this.#characterAt(start))}`);
  }

  #identifier(start: number): void {
    const pattern = this.#insideBraces ? IDENTIFIER : METRIC_NAME;
    pattern.lastIndex = start;
    pattern.test(this.#text);
    this.#position = pattern.lastIndex;
    this.#emit('identifier', start, this.#text.slice(start, this.#position));
  }

  #string(start: number, quote: string): void {
    this.#position++;
    let value = '';
    for (;;) {
      const character = this.#text[this.#position];
      if (character === undefined || (character === '\n' && quote !== '`')) {
        return this.#fail(start, quote === '`' ? 'unterminated raw string' : 'unterminated quoted string');
      }
      this.#position++;
      if (character === quote) break;
      if (character === '\\' && quote !== '`') {
        const escaped = this.#escape(start, quote);
        if (escaped === null) return;
        value += escaped;
      } else value += character;
    }
    this.#emit('string', start, value);
  }

  /** The character that an escape stands for; null after a problem. The backslash is read. */
  #escape(start: number, quote: string): string | null {
    const letter = this.#characterAt(this.#position);
    if (letter === '') return this.#refuse(start, 'escape sequence not terminated');
    const simple = letter === quote ? quote : SIMPLE_ESCAPES.get(letter);
    if (simple !== undefined) {
      this.#position++;
      return simple;
    }
    const form = NUMERIC_ESCAPES.find(({ first }) => first.test(letter));
    if (form === undefined) return this.#refuse(start, `unknown escape sequence ${describeCharacter(letter)}`);
    const from = this.#position + (form.base === 8 ? 0 : 1);
    const digits = this.#text.slice(from, from + form.digits);
    if (digits.length < form.digits) return this.#refuse(start, 'escape sequence not terminated');
    const bad = [...digits].find((digit) => !(form.base === 8 ? /[0-7]/ : /[0-9a-fA-F]/).test(digit));
    if (bad !== undefined) {
      return this.#refuse(start, `illegal character ${describeCharacter(bad)} in escape sequence`);
    }
    const code = parseInt(digits, form.base);
    if (code > form.max || (code >= 0xd800 && code < 0xe000)) {
      return this.#refuse(start, 'escape sequence is an invalid Unicode code point');
    }
    this.#position = from + form.digits;
    return String.fromCodePoint(code);
  }

  #characterAt(position: number): string {
    const code = this.#text.codePointAt(position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #emit(kind: TokenKind, start: number, text: string): void {
    this.#tokens.push({ kind, text, start, raw: this.#text.slice(start, this.#position) });
  }

  #fail(position: number, message: string): void {
    this.#problem = { position, message };
  }

  #refuse(position: number, message: string): null {
    this.#fail(position, message);
    return null;
  }
}

const SIMPLE_ESCAPES = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

const NUMERIC_ESCAPES = [
  { first: /[0-7]/, digits: 3, base: 8, max: 0xff },
  { first: /x/, digits: 2, base: 16, max: 0xff },
  { first: /u/, digits: 4, base: 16, max: 0x10ffff },
  { first: /U/, digits: 8, base: 16, max: 0x10ffff },
];

/** As Go's %q prints a character. */
function quoteCharacter(character: string): string {
  if (character === "'" || character === '\\') return `'\\${character}'`;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 ? `'\\x${code.toString(16).padStart(2, '0')}'` : `'${character}'`;
}

/** As Go's %#U prints a character. */
function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${character}'`;
}

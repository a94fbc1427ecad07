/**
 * The qualified name in a demangled symbol: `void Envoy::Http::Foo<int>::bar(Envoy::Tracing::Span&) const` gives
 * `Envoy::Http::Foo::bar`. Parameters, template arguments and the return type name other things than the function that
 * runs, so a pattern must not see them. The exception are the wrappers that call a `std::function`: their name is the
 * same for all, what they call stands in a template argument.
 *
 * One pass over the text (symbols are chosen by whoever built the binary); what is no C++ or Rust name comes back much
 * as it is.
 */
export function qualifiedName(symbol: string): string {
  const name = parse(symbol);
  if (!WRAPPERS.some((wrapper) => name.startsWith(wrapper))) return name;
  const callee = firstCallable(symbol);
  return callee === undefined ? name : parse(callee);
}

/** How libc++, libstdc++ and Abseil call what a function object holds. */
const WRAPPERS = [
  'std::__1::__function::',
  'std::__function::',
  'std::_Function_handler',
  'std::__1::__invoke',
  'std::__invoke',
  'absl::internal_any_invocable::',
  'absl::functional_internal::',
];

/** Lambdas as GCC's and LLVM's demanglers write them, and as a type name spells them. */
const CALLABLE_MARKS = ['::$_', '::{lambda', "::'lambda"];

function parse(text: string): string {
  let name = '';
  let i = 0;
  while (i < text.length) {
    const character = text.charAt(i);
    if (isOperator(name)) {
      // `operator<`, `operator()`, `operator new[]`: signs of the name, up to its parameters.
      const end = text.indexOf('(', text.startsWith('()', i) ? i + 2 : i);
      return name + text.slice(i, end === -1 ? text.length : end);
    }
    if (character === '<') {
      const end = closing(text, i);
      // Rust: `<Type as Trait>::method` belongs to the type.
      if (name === '') name = plainPath(text.slice(i + 1, end));
      i = end + 1;
    } else if (character === '(') {
      if (text.startsWith(ANONYMOUS, i)) {
        name += ANONYMOUS;
        i += ANONYMOUS.length;
        continue;
      }
      i = afterQualifiers(text, closing(text, i) + 1);
      if (name.endsWith('decltype')) name = '';
      // `f(int)::{lambda()#1}`: the scope goes on; anything else ends the name.
      else if (!text.startsWith('::', i)) return name;
    } else if (character === '{') {
      const end = closing(text, i);
      name += text.slice(i, end + 1);
      i = end + 1;
    } else if (character === '[') {
      i = closing(text, i) + 1;
    } else if (character === ' ') {
      // What stood before was a return type, or words such as `non-virtual thunk to`.
      name = '';
      i += 1;
    } else if (character === '@') {
      // A version or `@plt`.
      return name;
    } else {
      name += character;
      i += 1;
    }
  }
  return name;
}

const ANONYMOUS = '(anonymous namespace)';

function isOperator(name: string): boolean {
  return name === 'operator' || name.endsWith('::operator');
}

const BRACKETS: Readonly<Record<string, string>> = { '<': '>', '(': ')', '{': '}', '[': ']' };

/** Index of the bracket that closes the one at `start`, or the end of the text. Only brackets of its kind count. */
function closing(text: string, start: number): number {
  const open = text.charAt(start);
  const close = BRACKETS[open];
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === open) depth += 1;
    // The arrow of `auto f() -> T` closes nothing.
    else if (character === close && !(close === '>' && text.charAt(i - 1) === '-')) depth -= 1;
    if (depth === 0) return i;
  }
  return text.length;
}

function afterQualifiers(text: string, start: number): number {
  for (const qualifier of [' const', ' volatile', '&', ' &', ' &&']) {
    if (text.startsWith(`${qualifier}::`, start)) return start + qualifier.length;
  }
  return start;
}

/** The first path in a text, without arguments: what stands before a space or a bracket. */
function plainPath(text: string): string {
  let end = 0;
  while (end < text.length && !' <>(){}[]&*,'.includes(text.charAt(end))) end += 1;
  return text.slice(0, end);
}

/** The first template argument that is a function or lambda. */
function firstCallable(symbol: string): string | undefined {
  const start = symbol.indexOf('<');
  if (start === -1) return undefined;
  const end = closing(symbol, start);
  let depth = 0;
  let argument = start + 1;
  for (let i = start + 1; i <= end && i < symbol.length; i++) {
    const character = symbol.charAt(i);
    if (depth === 0 && (character === ',' || i === end)) {
      const text = symbol.slice(argument, i).trim();
      if (CALLABLE_MARKS.some((mark) => text.includes(mark))) return text;
      argument = i + 1;
    }
    if ('<({['.includes(character)) depth += 1;
    else if ('>)}]'.includes(character)) depth -= 1;
  }
  return undefined;
}

import { print, TokenKind, type DocumentNode, type Token } from 'graphql';

const punctuators = new Set<TokenKind>([
  TokenKind.BANG,
  TokenKind.DOLLAR,
  TokenKind.AMP,
  TokenKind.PAREN_L,
  TokenKind.PAREN_R,
  TokenKind.SPREAD,
  TokenKind.COLON,
  TokenKind.EQUALS,
  TokenKind.AT,
  TokenKind.BRACKET_L,
  TokenKind.BRACKET_R,
  TokenKind.BRACE_L,
  TokenKind.PIPE,
  TokenKind.BRACE_R,
]);

/**
 * The text of a document without comments and space, except in block strings. Made from the tokens of the parser:
 * `stripIgnoredCharacters` reads the text once more, which takes as long as parsing where it is mostly space.
 */
export function textOfDocument(document: DocumentNode): string {
  const { loc } = document;
  if (loc === undefined) {
    return print(document);
  }
  const { body } = loc.source;
  let text = '';
  let isAfterWord = false;
  for (let token: Token | null = loc.startToken; token !== null; token = token.next) {
    const { kind, start, end } = token;
    if (start === end || kind === TokenKind.COMMENT) {
      continue;
    }
    const isWord = !punctuators.has(kind);
    // Dots after a number would belong to it.
    const isApart = isAfterWord && (isWord || kind === TokenKind.SPREAD);
    text += isApart ? ` ${body.slice(start, end)}` : body.slice(start, end);
    isAfterWord = isWord;
  }
  return text;
}

// Letters as people type them: small, and without what a keyboard may not have.

const ASCII = /^[\x00-\x7f]*$/;
const ACCENTS = /[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g;
const LETTERS = { ø: "o", đ: "d", ł: "l", ħ: "h", ı: "i", ß: "ss", æ: "ae", œ: "oe", þ: "th", ð: "d" };
const WHOLE = /[øđłħıßæœþð]/g;

export const WORD = /[\p{L}\p{M}\p{N}]+/gu;

export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  const bare = text.normalize("NFD").replace(ACCENTS, "").toLowerCase();
  return bare.replace(WHOLE, (letter) => LETTERS[letter]);
}

export function words(text) {
  return fold(text).match(WORD) ?? [];
}

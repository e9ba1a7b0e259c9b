/** A code nobody has found words for yet: `server.foo_bar` reads `Server foo bar`. */
export const sentenceCase = (code: string): string => {
  const words = code.replaceAll(/[._-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

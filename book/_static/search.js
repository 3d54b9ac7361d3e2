// How the search orders what it finds. Sphinx's own script, loaded after this, takes both names.
"use strict";

// Where a word is explained comes first, then where it is used, then the code.
const RANKS = [[/^book\/glossary$/, 30], [/^chapters\//, 20], [/^book\/api/, -40], [/^genindex$/, -60],
  [/^(CONTRIBUTING|book\/(run_times|wrong_answers|teaching|class_hub|bibliography|credits))$/, -3]];

var Scorer = {
  score: ([page, , , , score]) => score + (RANKS.find(([pattern]) => pattern.test(page))?.[1] ?? 0)
    - (page.startsWith("chapters/") ? Number(page.slice(9, 11)) / 10 : 0),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

// "overfitting" is written "over-fitting" here: a word that no page has may be two that some have.
var splitQuery = query => query.split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
  .filter(word => word)
  .flatMap(word => {
    const stem = text => new Stemmer().stemWord(text.toLowerCase());
    const known = Object.keys(Search._index.terms), have = new Set(known);
    if (known.some(term => term.includes(stem(word)))) return [word];
    for (let cut = 3; cut <= word.length - 3; cut++) {
      const parts = [word.slice(0, cut), word.slice(cut)];
      if (parts.every(part => have.has(stem(part)))) return parts;
    }
    return [word];
  });

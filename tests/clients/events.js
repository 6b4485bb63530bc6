"use strict";

/** Resolves with the arguments of the next `name` on the emitter. */
function next(emitter, name, milliseconds = 30_000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      emitter.off(name, seen);
      reject(new Error(`no "${name}" within ${milliseconds} ms`));
    }, milliseconds);
    const seen = (...args) => {
      clearTimeout(timer);
      emitter.off(name, seen);
      resolve(args);
    };
    emitter.on(name, seen);
  });
}

module.exports = { next };

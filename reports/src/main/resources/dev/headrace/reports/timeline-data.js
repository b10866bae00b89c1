// What a timeline shows, out of the data block of its page: rows, bins of any width, and slices of what is kept firing by firing.
'use strict';
function timelineData(data) {
  const run = data.activity;
  const causes = data.causes;  // the waits, as the data numbers them, from 1 on: busy, input, memory, room, unit, idle
  const cycle = run.ticks_per_cycle;
  const end = Math.max(1, run.ticks);
  const rows = [];
  const add = (kind, list) => list.forEach((track, number) => {
    if (kind !== 'unit' || track.first >= 0) { rows.push({kind, track, number}); }
  });
  add('unit', run.units);
  add('operator', run.operators);
  add('fifo', run.fifos);

  const count = n => Math.round(n).toLocaleString('en-US');
  const cycles = tick => count(tick / cycle);
  const percent = share => (100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0) + '%';

  // ---- bins, and coarser ones made of pairs

  const levels = new Map();
  function bins(row, level) {
    const key = row.kind + row.number + '/' + level;
    let made = levels.get(key);
    if (!made) {
      if (level === 0) {
        made = row.kind === 'fifo' ? [row.track.held] : causes.slice(0, 5).map(c => row.track[c.key]);
      } else {
        made = bins(row, level - 1).map(series => {
          const half = [];
          for (let i = 0; i < series.length; i += 2) { half.push(series[i] + (series[i + 1] || 0)); }
          return half;
        });
      }
      levels.set(key, made);
    }
    return made;
  }

  /** Shares of a bin: of a FIFO its filling, else one for each cause, idle last. */
  function shares(row, level, bin) {
    const width = run.bin_ticks * 2 ** level;
    const ticks = Math.max(1, Math.min(width, end - bin * width)) * row.track.instances;
    if (row.kind === 'fifo') { return [(bins(row, level)[0][bin] || 0) / ticks]; }
    const parts = bins(row, level).map(series => Math.min(1, (series[bin] || 0) / ticks));
    parts.push(Math.max(0, 1 - parts.reduce((a, b) => a + b, 0)));
    return parts;
  }

  // ---- slices: of each row in each window, {from, to, parts: [{from, to, cause}], text}

  const made = new Map();
  function slices(row, w) {
    const key = row.kind + row.number + '/' + w;
    if (!made.has(key)) { made.set(key, sliced(row, run.windows[w])); }
    return made.get(key);
  }

  function sliced(row, window) {
    const at = window.from;
    if (row.kind === 'fifo') { return filling(window.tokens[row.number], at); }
    if (row.kind === 'unit') {
      return window.holds[row.number].map(h => {
        const parts = [];
        let from = h[2];
        for (let i = 5; i < h.length; i += 2) {
          parts.push({from: from + at, to: h[i + 1] + at, cause: h[i] + 1});
          from = h[i + 1];
        }
        parts.push({from: h[3] + at, to: h[4] + at, cause: 0});
        const by = h[0] < 0 ? 'a move' : run.operators[h[0]].name;
        return {from: h[2] + at, to: h[4] + at, parts, label: by,
          text: row.track.name + ' serves ' + by + ', firing ' + count(h[1])};
      });
    }
    const depth = row.track.loops.length;
    return window.firings[row.number].map(f => {
      const parts = [], waits = [];
      let from = f[1];
      for (let i = 5 + depth; i < f.length; i += 3) {
        const until = f[i + 2];
        const of = f[i + 1] < 0 ? '' : ' ' + (f[i] === 3 ? run.units[f[i + 1]] : run.fifos[f[i + 1]]).name;
        waits.push(cycles(until - from) + ' for ' + causes[f[i] + 1].key + of);
        parts.push({from: from + at, to: until + at, cause: f[i] + 1});
        from = until;
      }
      const over = f[4] >= f[1];
      if (over) { parts.push({from: f[3] + at, to: f[4] + at, cause: 0}); }
      const tile = row.track.loops.map((loop, l) => loop + ' ' + f[5 + l]).join(', ');
      const taken = f[2] < f[1] ? 'never takes' : 'takes at cycle ' + cycles(f[2] + at);
      return {from: f[1] + at, to: (over ? f[4] : from) + at, parts, label: tile,
        text: row.track.name + '[' + tile + '], firing ' + count(f[0]) + ': ready at cycle ' + cycles(f[1] + at)
          + (waits.length ? ', waits ' + waits.join(', ') : '') + ', ' + taken
          + (over ? ', busy ' + cycles(f[4] - f[3]) + ' cycles to ' + cycles(f[4] + at) : ', and is never over')};
    });
  }

  /** Stretches of one filling, from the tokens that hold slots. */
  function filling(tokens, at) {
    const steps = [];
    tokens.forEach(([from, to]) => { steps.push([from + at, 1], [to + at, -1]); });
    steps.sort((a, b) => a[0] - b[0]);
    const stretches = [];
    let held = 0;
    for (let i = 0; i < steps.length; i++) {
      held += steps[i][1];
      const next = i + 1 < steps.length ? steps[i + 1][0] : steps[i][0];
      if (next > steps[i][0]) { stretches.push({from: steps[i][0], to: next, held}); }
    }
    return stretches;
  }

  const slicesOfAll = row => run.windows.flatMap((w, i) => slices(row, i));

  /** Slots that fill the row of a FIFO: all there are, or as many as were ever seen held. */
  function most(row) {
    row.most = row.most || (row.track.capacity > 0 ? row.track.capacity : row.track.held.reduce(
      (a, h) => Math.max(a, h / run.bin_ticks / row.track.instances),
      slicesOfAll(row).reduce((a, s) => Math.max(a, s.held), 1)));
    return row.most;
  }

  return {rows, cycle, end, count, cycles, percent, shares, slices, slicesOfAll, most};
}

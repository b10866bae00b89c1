// The timeline of a page: what units, operators and FIFOs did when. Draws what the page's data block holds; asks for nothing.
'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const block = document.getElementById('timeline-data');
  const host = document.getElementById('timeline-view');
  if (!block || !host) { return; }
  const data = JSON.parse(block.textContent);
  const run = data.activity, causes = data.causes;
  const {rows, cycle, end, count, cycles, percent, shares, slices, slicesOfAll, most} = timelineData(data);
  const GAP = 22, AXIS = 24, MAP = 30, LEAST = 4 * cycle;
  const view = {from: 0, to: end, row: 0, slice: null};

  // ---- drawing

  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  let width = 0, gutter = 0, height = 0, ink = '', quiet = '', page = '', line = '', link = '', ground = '', fill = '', busyText = '#fff';

  function measure() {
    const style = getComputedStyle(document.body);
    const value = name => style.getPropertyValue(name).trim();
    ink = value('--ink'); quiet = value('--quiet'); page = value('--page'); line = value('--line');
    link = value('--link'); ground = value('--card'); fill = value('--fill');
    width = host.clientWidth;
    pen.font = font(12);
    const longest = Math.max(40, ...rows.map(r => pen.measureText(r.track.name).width));
    gutter = Math.round(Math.min(longest + 12, width < 600 ? 92 : 170));
    let y = MAP + AXIS, last = '';
    rows.forEach(r => {
      if (r.kind !== last) { y += GAP; last = r.kind; r.begins = y; } else { r.begins = 0; }
      r.y = y;
      r.height = r.kind === 'fifo' ? 16 : 18;
      y += r.height + 4;
    });
    height = y + 4;
    const fine = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * fine);
    canvas.height = Math.round(height * fine);
    canvas.style.width = width + 'px';
    canvas.style.height = height + 'px';
    pen.setTransform(fine, 0, 0, fine, 0, 0);
  }

  const font = size => size + 'px system-ui, "DejaVu Sans", sans-serif';
  const x = tick => gutter + (tick - view.from) / (view.to - view.from) * (width - gutter);
  const tickAt = px => view.from + (px - gutter) / (width - gutter) * (view.to - view.from);
  /** True if a window has room for the slices of a row; else bins tell their shares. */
  const exact = (row, w) => {
    const wide = x(run.windows[w].to) - x(run.windows[w].from);
    return wide >= 48 && wide >= 3 * slices(row, w).length;
  };

  function box(left, y, wide, h, color) {
    pen.fillStyle = color;
    pen.fillRect(left, y, wide, h);
  }

  function rect(from, to, y, h, color, least = 0) {
    const fine = window.devicePixelRatio || 1, whole = px => Math.round(px * fine) / fine;
    const a = whole(Math.max(gutter, x(from))), b = whole(Math.min(width, x(to)));
    if (b >= a && x(to) >= gutter && x(from) <= width) { box(a, y, Math.max(b - a, least / fine), h, color); }
  }

  function frame(left, y, wide, h, thick) {
    pen.strokeStyle = ink;
    pen.lineWidth = thick;
    pen.strokeRect(left, y, wide, h);
  }

  function upright(px, y, color, dashes) {
    pen.strokeStyle = color;
    pen.lineWidth = 1;
    pen.setLineDash(dashes);
    pen.beginPath();
    pen.moveTo(px, y);
    pen.lineTo(px, height);
    pen.stroke();
    pen.setLineDash([]);
  }

  function text(words, left, y, color, size, room) {
    pen.font = font(size);
    pen.fillStyle = color;
    let shown = words;
    while (shown.length > 1 && pen.measureText(shown).width > room) {
      shown = shown.slice(0, shown.length - (shown.endsWith('…') ? 2 : 1)) + '…';
    }
    pen.fillText(shown, left, y);
  }

  function draw() {
    pen.clearRect(0, 0, width, height);
    pen.textBaseline = 'middle';
    drawMap();
    drawAxis();
    rows.forEach((row, i) => {
      if (row.begins) {
        text({unit: 'Units', operator: 'Operators', fifo: 'FIFOs: slots held'}[row.kind], 0, row.y - 11, quiet, 12, width);
      }
      text(row.track.name, 2, row.y + row.height / 2, i === view.row && focused ? link : ink, 12, gutter - 8);
      drawBins(row);
      run.windows.forEach((w, number) => { if (exact(row, number)) { drawSlices(row, number); } });
      if (i === view.row && focused) { frame(gutter - 1, row.y - 2, width - gutter, row.height + 4, 1.5); }
    });
    drawMarks();
    if (view.slice) {
      const r = rows[view.row], a = Math.max(gutter, x(view.slice.from));
      frame(a, r.y - 1, Math.max(2, Math.min(width, x(view.slice.to)) - a), r.height + 2, 2);
    }
  }

  function drawBins(row) {
    let level = 0;
    const px = () => (width - gutter) * run.bin_ticks * 2 ** level / (view.to - view.from);
    while (px() < 1.5) { level++; }
    const size = run.bin_ticks * 2 ** level;
    const full = row.kind === 'fifo' ? most(row) : 1;
    for (let b = Math.floor(view.from / size); b * size < view.to; b++) {
      const to = Math.min(end, (b + 1) * size);
      const parts = shares(row, level, b);
      if (row.kind === 'fifo') {
        rect(b * size, to, row.y, row.height, ground);
        const h = row.height * Math.min(1, parts[0] / full);
        rect(b * size, to, row.y + row.height - h, h, fill);
      } else {
        let y = row.y + row.height;
        parts.forEach((share, c) => {
          const h = c === parts.length - 1 ? y - row.y : row.height * share;
          y -= h;
          if (h > 0) { rect(b * size, to, y, h, causes[c].color); }
        });
      }
    }
  }

  function drawSlices(row, w) {
    const window = run.windows[w];
    rect(window.from, window.to, row.y, row.height, row.kind === 'fifo' ? ground : causes[5].color);
    const clip = (a, b, y, h, color, least) =>
      rect(Math.max(a, window.from), Math.min(b, window.to), y, h, color, least);
    const full = row.kind === 'fifo' ? most(row) : 1;
    const seen = slices(row, w).filter(s => s.to >= view.from && s.from <= view.to);
    if (row.kind !== 'fifo') {
      seen.forEach(s => s.parts.forEach(p => clip(p.from, p.to, row.y, row.height, causes[p.cause].color)));
    }
    for (const s of seen) {
      if (row.kind === 'fifo') {
        const h = row.height * Math.min(1, s.held / full);
        clip(s.from, s.to, row.y + row.height - h, h, fill);
        continue;
      }
      // What is busy comes last, and is seen however short it is.
      const busy = s.parts[s.parts.length - 1];
      if (busy.cause === 0) { clip(busy.from, busy.to, row.y, row.height, causes[0].color, 1); }
      const left = Math.max(gutter, x(busy.from)), room = Math.min(width, x(busy.to)) - left;
      if (room > 3) { box(left, row.y, 1, row.height, page); }
      if (room > 26 && busy.cause === 0) {
        text(s.label, left + 4, row.y + row.height / 2 + 0.5, busyText, 11, room - 6);
      }
    }
  }

  function drawAxis() {
    const y = MAP + AXIS - 6;
    const span = (view.to - view.from) / cycle;
    const rough = span / Math.max(2, (width - gutter) / 110);
    const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
    const step = Math.max(1, [1, 2, 5, 10].find(m => m * power >= rough) * power);
    for (let c = Math.ceil(view.from / cycle / step) * step; c * cycle <= view.to; c += step) {
      const px = x(c * cycle);
      upright(px, y + 4, line, []);
      const words = count(c);
      pen.font = font(11);
      const half = pen.measureText(words).width / 2;
      text(words, Math.max(gutter, Math.min(width - 2 * half, px - half)), y - 6, quiet, 11, 200);
    }
    text('cycle', 2, y - 6, quiet, 11, gutter - 4);
  }

  /** The whole run in one strip, where the view is, and which parts are known firing by firing. */
  function drawMap() {
    const row = rows[data.busiest] || rows[0];
    const all = tick => gutter + tick / end * (width - gutter);
    const n = Math.ceil(end / run.bin_ticks);
    box(gutter, 2, width - gutter, 16, ground);
    for (let b = 0; row && b < n; b++) {
      const h = 16 * Math.min(1, shares(row, 0, b)[0]);
      const left = all(b * run.bin_ticks);
      box(left, 18 - h, all(Math.min(end, (b + 1) * run.bin_ticks)) - left + 0.3, h, causes[0].color);
    }
    run.windows.forEach(w => box(all(w.from), 20, Math.max(2, all(w.to) - all(w.from)), 2, ink));
    frame(all(view.from), 1, Math.max(3, all(view.to) - all(view.from)), 18, 1.5);
    text('whole run', 2, 10, quiet, 11, gutter - 4);
  }

  function drawMarks() {
    data.marks.forEach((mark, i) => {
      const px = x(mark.tick);
      if (px < gutter || px > width) { return; }
      upright(px, MAP + AXIS, ink, [4, 3]);
      pen.font = font(11);
      const wide = pen.measureText(mark.words).width;
      const left = i === 0 ? Math.min(px + 3, width - wide) : Math.max(gutter, px - wide - 3);
      box(left - 2, MAP + AXIS + 1, wide + 4, 14, page);
      text(mark.words, left, MAP + AXIS + 8, ink, 11, 400);
    });
  }

  // ---- looking around

  let focused = false;
  const live = document.createElement('p');
  live.setAttribute('role', 'status');
  live.className = 'tl-live';
  const range = document.createElement('span');
  range.className = 'tl-range';

  function show(from, to) {
    const least = Math.min(end, LEAST);
    const span = Math.min(end, Math.max(least, to - from));
    const start = Math.max(0, Math.min(end - span, from));
    view.from = start;
    view.to = start + span;
    range.textContent = 'cycles ' + cycles(view.from) + ' to ' + cycles(view.to) + ' of ' + cycles(end);
    host.dataset.from = view.from;
    host.dataset.to = view.to;
    draw();
  }

  function zoom(factor, around) {
    const at = around === undefined ? (view.from + view.to) / 2 : around;
    show(at - (at - view.from) * factor, at + (view.to - at) * factor);
  }

  const pan = share => show(view.from + share * (view.to - view.from), view.to + share * (view.to - view.from));

  function describe(row, tick) {
    for (let w = 0; w < run.windows.length; w++) {
      const window = run.windows[w];
      if (exact(row, w) && tick >= window.from && tick < window.to) {
        const s = slices(row, w).find(one => tick >= one.from && tick < Math.max(one.to, one.from + 1));
        if (row.kind === 'fifo') {
          return {text: row.track.name + ' at cycle ' + cycles(tick) + ': ' + (s ? s.held : 0) + ' slots held of '
            + (row.track.capacity < 0 ? 'any number' : count(row.track.capacity))};
        }
        return s ? {text: s.text, slice: s} : {text: row.track.name + ' at cycle ' + cycles(tick) + ': ' + causes[5].words};
      }
    }
    const bin = Math.floor(tick / run.bin_ticks);
    const parts = shares(row, 0, bin);
    const where = row.track.name + ', cycles ' + cycles(bin * run.bin_ticks) + ' to '
      + cycles(Math.min(end, (bin + 1) * run.bin_ticks)) + ': ';
    if (row.kind === 'fifo') { return {text: where + parts[0].toFixed(2) + ' slots held on average'}; }
    return {text: where + parts.map((p, c) => p > 0 ? causes[c].words + ' ' + percent(p) : '').filter(t => t).join(', ')};
  }

  function tell(found) {
    view.slice = found.slice || null;
    live.textContent = found.text;
    draw();
  }

  /** To the next slice of the chosen row, or the one before, which is brought into view. */
  function step(by) {
    const row = rows[view.row];
    const all = row.kind === 'fifo' ? [] : slicesOfAll(row);
    if (!all.length) { return tell(describe(row, (view.from + view.to) / 2)); }
    let next = view.slice ? all.findIndex(s => s.from === view.slice.from && s.text === view.slice.text) + by
      : all.findIndex(s => s.to > view.from);
    next = Math.max(0, Math.min(all.length - 1, next));
    const s = all[next];
    const w = run.windows.findIndex(one => s.to > one.from && s.from < one.to);
    if (s.from < view.from || s.to > view.to || !exact(row, w)) {
      const span = Math.max(20 * Math.max(1, s.to - s.from), LEAST);
      const wide = Math.min(view.to - view.from, span);
      show((s.from + s.to) / 2 - wide / 2, (s.from + s.to) / 2 + wide / 2);
    }
    tell({text: s.text, slice: s});
  }

  function choose(by) {
    view.row = Math.max(0, Math.min(rows.length - 1, view.row + by));
    tell(describe(rows[view.row], (view.from + view.to) / 2));
  }

  const keys = {
    ArrowLeft: e => e.shiftKey ? step(-1) : pan(-0.2), ArrowRight: e => e.shiftKey ? step(1) : pan(0.2),
    ArrowUp: () => choose(-1), ArrowDown: () => choose(1), '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2),
    Home: () => show(0, end), n: () => step(1), p: () => step(-1)
  };

  function button(words, label, act) {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = words;
    if (label) { b.setAttribute('aria-label', label); }
    b.addEventListener('click', act);
    return b;
  }

  const bar = document.createElement('div');
  bar.className = 'tl-bar';
  bar.append(button('−', 'zoom out', () => zoom(2)), button('+', 'zoom in', () => zoom(0.5)),
    button('◀', 'earlier', () => pan(-0.5)), button('▶', 'later', () => pan(0.5)), button('whole run', '', () => show(0, end)));
  if (run.windows.length > 1) {
    run.windows.forEach(w => bar.append(button(w.what, '', () => show(w.from, w.to))));
  }
  bar.append(range);
  host.append(canvas);
  host.before(bar);
  host.after(live);
  host.tabIndex = 0;
  host.setAttribute('role', 'application');
  host.setAttribute('aria-label', 'Timeline. Left and right move in time, plus and minus zoom, Home shows the whole run, '
    + 'up and down choose a track, N and P go to its next and last firing.');
  document.querySelectorAll('.tl-still').forEach(e => { e.hidden = true; });
  host.hidden = false;

  host.addEventListener('keydown', e => {
    if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); keys[e.key](e); }
  });
  host.addEventListener('focus', () => { focused = true; draw(); });
  host.addEventListener('blur', () => { focused = false; draw(); });
  let drag = null;
  const at = e => { const box = canvas.getBoundingClientRect(); return {px: e.clientX - box.left, py: e.clientY - box.top}; };
  canvas.addEventListener('pointerdown', e => {
    const p = at(e);
    const map = p.py < MAP;
    drag = {px: p.px, from: view.from, to: view.to, map};
    if (map) { toMap(p.px); }
    canvas.setPointerCapture(e.pointerId);
  });
  function toMap(px) {
    const middle = (px - gutter) / (width - gutter) * end, half = (view.to - view.from) / 2;
    show(middle - half, middle + half);
  }
  canvas.addEventListener('pointermove', e => {
    const p = at(e);
    if (drag && drag.map) { return toMap(p.px); }
    if (drag && Math.abs(p.px - drag.px) > 3) {
      const by = (drag.px - p.px) / (width - gutter) * (drag.to - drag.from);
      return show(drag.from + by, drag.to + by);
    }
    const row = rows.findIndex(r => p.py >= r.y - 2 && p.py < r.y + r.height + 2);
    if (row >= 0 && p.px >= gutter) { view.row = row; tell(describe(rows[row], tickAt(p.px))); }
  });
  ['pointerup', 'pointercancel'].forEach(name => canvas.addEventListener(name, () => { drag = null; }));
  canvas.addEventListener('dblclick', e => zoom(0.4, tickAt(at(e).px)));
  canvas.addEventListener('wheel', e => {
    if (e.ctrlKey || e.metaKey) { e.preventDefault(); zoom(e.deltaY > 0 ? 1.25 : 0.8, tickAt(at(e).px)); }
  }, {passive: false});
  const again = () => { measure(); draw(); };
  new ResizeObserver(() => { if (host.clientWidth !== width) { again(); } }).observe(host);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  measure();
  show(0, end);
});

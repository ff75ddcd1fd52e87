'use strict';
// Days are local: a trace's own offset at that time decides where midnight is.
const DAY = 86400, SLOT = 900, SVG = 'http://www.w3.org/2000/svg', ROWS = 14, W = 960, ROW = 30;
const tip = document.getElementById('tip');

const el = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  Object.assign(node, attributes);
  node.append(...children);
  return node;
};
const svg = (name, attributes, title) => {
  const node = document.createElementNS(SVG, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (title !== undefined) node.textContent = title;
  return node;
};
const colour = name => {
  const c = document.createElement('canvas').getContext('2d');
  c.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--' + name);
  const hex = parseInt(c.fillStyle.slice(1), 16);
  return [hex >> 16, hex >> 8 & 255, hex & 255];
};

/** Values that come as [seconds, value, ...]: bounds and a look-up by time. */
function runs(flat) {
  const from = [], value = [];
  let at = 0;
  for (let i = 0; i < flat.length; i += 2) {
    from.push(at);
    value.push(flat[i + 1]);
    at += flat[i];
  }
  const find = t => {
    let lo = 0, hi = from.length - 1;
    while (lo < hi) {
      const mid = lo + hi + 1 >> 1;
      if (from[mid] <= t) lo = mid; else hi = mid - 1;
    }
    return lo;
  };
  return { from, value, end: at, find, at: t => t < 0 || t >= at ? -1 : value[find(t)] };
}

class Calendar {
  constructor(box) {
    this.box = box;
    this.data = JSON.parse(box.nextElementSibling.textContent);
    this.charging = runs(this.data.charging);
    this.offset = runs(this.data.offset_min);
    this.p6 = this.data.p6 ? Uint8Array.from(atob(this.data.p6), c => c.charCodeAt(0)) : null;
    this.policy = Object.keys(this.data.runs)[0];
    this.first = this.dayOf(0);
    this.days = this.dayOf(this.data.span - 1) - this.first + 1;
    this.picked = Math.max(0, this.days - ROWS);
    this.build();
    this.drawLanes();
    this.pick(this.picked);
  }

  local(t) { return this.data.start + t + 60 * this.offset.value[this.offset.find(Math.min(Math.max(t, 0), this.data.span - 1))]; }
  dayOf(t) { return Math.floor(this.local(t) / DAY); }
  /** Row and column of a time: local day since the first, second of the day. */
  place(t) {
    const local = this.local(t), day = Math.floor(local / DAY);
    return [day - this.first, local - day * DAY];
  }
  p(t) {
    const i = Math.floor((t - this.data.p6_at) / SLOT);
    return this.p6 && i >= 0 && i < this.p6.length ? this.p6[i] / 255 : null;
  }
  text(t) { return new Date(1000 * this.local(t)).toISOString().slice(0, 16).replace('T', ' '); }
  date(day) { return new Date(1000 * DAY * (this.first + day)); }

  build() {
    const bar = el('div', { className: 'bar' }, 'tasks of');
    this.buttons = Object.keys(this.data.runs).map(name => {
      const button = el('button', { type: 'button', textContent: name.replace('_', ' ') });
      button.onclick = () => { this.policy = name; this.drawLanes(); this.pick(this.picked); };
      button.dataset.policy = name;
      return button;
    });
    bar.append(...this.buttons);
    for (const [name, text] of [['charge', 'it charged'], ['gap', 'not recorded'], ['good', 'task on external power'], ['bad', 'task on battery'], ['p1', 'chance to charge, as forecast 6 h before']]) {
      const key = el('span', { className: 'key' });
      key.style.background = `var(--${name})`;
      bar.append(el('span', {}, key, text));
    }
    this.lanes = ['what\nhappened', 'what was\nforecast 6 h\nbefore'].filter((_, i) => i === 0 || this.p6).map(label => {
      const canvas = el('canvas', { width: this.days, height: 96 }), pick = el('span', { className: 'pick' });
      const name = el('span', { textContent: label });
      name.style.whiteSpace = 'pre';
      const hours = el('span', { className: 'h' }, ...['00', '12', '24'].map(h => el('i', { textContent: h })));
      const lane = el('div', { className: 'lane' }, name, canvas, pick, hours);
      canvas.onpointerdown = canvas.onpointermove = e => this.point(e, canvas);
      canvas.onpointerleave = () => { tip.hidden = true; };
      return { lane, canvas, pick };
    });
    const months = el('div', { className: 'months' });
    for (let day = 0; day < this.days; day++) {
      const d = this.date(day);
      if (d.getUTCDate() !== 1 && day !== 0 || day === 0 && d.getUTCDate() > 22) continue;
      const label = el('span', { textContent: d.toLocaleString('en', { month: 'short', timeZone: 'UTC' }) + (d.getUTCMonth() === 0 || day === 0 ? ' ' + d.getUTCFullYear() : '') });
      label.style.left = 100 * day / this.days + '%';
      months.append(label);
    }
    const step = days => () => this.pick(this.picked + days);
    this.range = el('b');
    const nav = el('div', { className: 'bar' },
      el('button', { type: 'button', textContent: '◀ two weeks', onclick: step(-ROWS) }),
      el('button', { type: 'button', textContent: 'two weeks ▶', onclick: step(ROWS) }), this.range,
      'each row is one local day; click above to go anywhere');
    this.detail = svg('svg', { class: 'detail' });
    this.box.append(bar, ...this.lanes.map(l => l.lane), months, nav, this.detail);
  }

  point(e, canvas) {
    const box = canvas.getBoundingClientRect();
    const day = Math.min(this.days - 1, Math.max(0, Math.floor((e.clientX - box.left) / box.width * this.days)));
    const second = Math.min(DAY - 1, Math.max(0, (e.clientY - box.top) / box.height * DAY));
    if (e.type === 'pointerdown' || e.buttons & 1) this.pick(day - ROWS / 2);
    const t = this.timeOf(day, second), p = this.p(t);
    this.tell(e, this.text(t) + '\n' + ['not recorded', 'not charging', 'charging'][this.charging.at(t) + 1] + (p === null ? '' : `; forecast ${Math.round(100 * p)} %`));
  }

  /** The inverse of place, good to the hour of a change of the clock. */
  timeOf(day, second) {
    const local = (this.first + day) * DAY + second - this.data.start;
    return local - 60 * this.offset.value[this.offset.find(Math.max(0, Math.min(local, this.data.span - 1)))];
  }

  tell(e, text) {
    tip.textContent = text;
    tip.hidden = false;
    tip.style.left = Math.min(e.clientX + 14, innerWidth - tip.offsetWidth - 8) + 'px';
    tip.style.top = e.clientY + 16 + 'px';
  }

  // One pixel is a quarter hour of a day; tasks lie over what charged.
  drawLanes() {
    const shade = { '-1': colour('gap'), 0: colour('idle'), 1: colour('charge') };
    this.paint(this.lanes[0].canvas, (set) => {
      for (let t = 0; t < this.data.span; t += SLOT) set(t, shade[this.charging.at(t)]);
      const good = colour('good'), bad = colour('bad');
      this.eachRun((i, from, to) => {
        for (let t = from; t < to; t += SLOT) set(t, this.charging.at(t) === 1 ? good : bad);
      });
    });
    if (this.lanes[1]) {
      const low = colour('p0'), high = colour('p1');
      this.paint(this.lanes[1].canvas, (set) => {
        for (let t = 0; t < this.data.span; t += SLOT) {
          const p = this.p(t);
          set(t, p === null ? shade[-1] : low.map((c, i) => c + p * (high[i] - c)));
        }
      });
    }
    for (const b of this.buttons) b.setAttribute('aria-pressed', b.dataset.policy === this.policy);
  }

  paint(canvas, draw) {
    const context = canvas.getContext('2d'), image = context.createImageData(this.days, 96);
    draw((t, rgb) => {
      const [day, second] = this.place(t);
      if (day < 0 || day >= this.days) return;
      const at = 4 * (Math.floor(second / SLOT) * this.days + day);
      image.data.set(rgb, at);
      image.data[at + 3] = 255;
    });
    context.putImageData(image, 0, 0);
  }

  eachRun(visit) {
    const flat = this.data.runs[this.policy];
    for (let i = 0; i < flat.length; i += 3) visit(flat[i], flat[i + 1], flat[i + 2]);
  }

  pick(day) {
    this.picked = Math.max(0, Math.min(day, this.days - ROWS));
    const rows = Math.min(ROWS, this.days);
    for (const { pick } of this.lanes) {
      pick.style.left = `calc(84px + (100% - 110px) * ${this.picked / this.days})`;
      pick.style.width = `calc((100% - 110px) * ${rows / this.days})`;
    }
    const label = d => this.date(d).toLocaleString('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
    this.range.textContent = `${label(this.picked)} – ${label(this.picked + rows - 1)}`;
    this.drawDetail(rows);
  }

  drawDetail(rows) {
    const s = this.detail;
    s.replaceChildren();
    s.setAttribute('viewBox', `-76 -16 ${W + 90} ${rows * ROW + 18}`);
    const x = second => second / DAY * W;
    for (let h = 0; h <= 24; h += 3) s.append(svg('text', { class: 'h', x: x(h * 3600), y: -5 }, String(h).padStart(2, '0')));
    for (let r = 0; r < rows; r++) {
      const d = this.date(this.picked + r), weekend = d.getUTCDay() % 6 === 0;
      s.append(svg('rect', { class: 'bg', x: 0, y: r * ROW, width: W, height: ROW - 3 }));
      s.append(svg('text', { class: weekend ? 'd we' : 'd', x: -8, y: r * ROW + 17 }, d.toLocaleString('en', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })));
    }
    const from = Math.max(0, this.timeOf(this.picked, 0) - 7200), to = Math.min(this.data.span, this.timeOf(this.picked + rows, 0) + 7200);
    // A piece stays within its day.
    const pieces = (a, b, draw) => {
      for (let t = Math.max(a, from); t < Math.min(b, to);) {
        const [day, second] = this.place(t), end = Math.min(b, t + DAY - second), row = day - this.picked;
        if (row >= 0 && row < rows) draw(row, x(second), Math.max(0.5, Math.min(x(end - t), W - x(second))), t, end);
        t = end;
      }
    };
    for (let i = this.charging.find(from); i < this.charging.from.length && this.charging.from[i] < to; i++) {
      if (this.charging.value[i] === 0) continue;
      pieces(this.charging.from[i], this.charging.from[i + 1] ?? this.charging.end, (row, left, width) =>
        s.append(svg('rect', { class: this.charging.value[i] === 1 ? 'c' : 'u', x: left.toFixed(1), y: row * ROW, width: width.toFixed(1), height: ROW - 3 })));
    }
    this.drawForecast(from, to, rows, x);
    this.drawRuns(pieces);
  }

  drawForecast(from, to, rows, x) {
    let path = '', last = -1;
    for (let t = Math.ceil(from / SLOT) * SLOT; t < to; t += SLOT) {
      const p = this.p(t), [day, second] = this.place(t), row = day - this.picked;
      if (p === null || row < 0 || row >= rows) continue;
      path += `${row === last ? 'L' : 'M'}${x(second).toFixed(1)} ${(row * ROW + 2 + (1 - p) * (ROW - 7)).toFixed(1)}`;
      last = row;
    }
    this.detail.append(svg('path', { class: 'p', d: path }));
  }

  drawRuns(pieces) {
    this.eachRun((i, from, to) => {
      const [id, release, deadline] = this.data.tasks[i];
      // Split where charging begins or ends, so that each minute has its own colour.
      for (let t = from; t < to;) {
        const run = this.charging.find(t), end = Math.min(to, this.charging.from[run + 1] ?? this.charging.end);
        pieces(t, end > t ? end : to, (row, left, width) => {
          const bar = svg('rect', { class: 'r ' + (this.charging.at(t) === 1 ? 'g' : 'b'), x: left.toFixed(1), y: row * ROW + ROW - 12, width: Math.max(2, width).toFixed(1), height: 8, rx: 1.5 });
          bar.onpointermove = e => this.tell(e, `${id}\nreleased ${this.text(release)}\nran ${this.text(from)}, ${Math.round((to - from) / 60)} min\n${deadline === null ? 'no deadline' : 'due ' + this.text(deadline)}`);
          bar.onpointerleave = () => { tip.hidden = true; };
          this.detail.append(bar);
        });
        t = end > t ? end : to;
      }
    });
  }
}

const calendars = [];
const draw = box => calendars.push(new Calendar(box));
// Those far below are drawn when they come near, so that a page of many traces opens at once.
const watcher = new IntersectionObserver(seen => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    draw(target);
  }
}, { rootMargin: '1500px' });
for (const box of document.querySelectorAll('.calendar')) watcher.observe(box);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => calendars.forEach(c => c.drawLanes()));
addEventListener('beforeprint', () => document.querySelectorAll('.calendar:empty').forEach(draw));

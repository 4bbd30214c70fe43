// The page's half of every practice element: shows the HTML the kernel renders and sends back what was done.
// All state and every decision live in Python. What Python sends is escaped there.
const ACK_MS = 8000;
const DRAFT_MS = 500;
const UNREACHABLE =
  '还没有收到课程内核的回应。你写的字已经留在这台电脑上；请在菜单“内核 → 重启内核”后等几秒，文字会自己回来。';

// ---- morph: change only what differs, so that focus, selection and input methods are left in peace ----
const keyOf = (node) => (node.nodeType === 1 ? node.id || node.dataset.key || '' : '');
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function morphAttributes(from, to) {
  // Whether a <details> is open is the learner's own business.
  const own = (name) => from.nodeName === 'DETAILS' && name === 'open';
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !own(name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value && !own(name)) from.setAttribute(name, value);
  }
}

function morphNode(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  const version = from.dataset.version;
  morphAttributes(from, to);
  if (from.nodeName === 'TEXTAREA') {
    // Only a new version (a fresh try, a restored draft) may replace what is being typed.
    if (version !== to.dataset.version) from.value = to.value;
    return;
  }
  if (from.nodeName === 'INPUT') {
    from.checked = to.hasAttribute('checked');
    if (version !== to.dataset.version) from.value = to.value;
    return;
  }
  morphChildren(from, to);
}

function morphChildren(from, to) {
  let old = from.firstChild;
  for (const fresh of [...to.childNodes]) {
    let match = old;
    while (match && !alike(match, fresh)) match = match.nextSibling;
    if (!match) {
      from.insertBefore(fresh, old);
      continue;
    }
    while (old !== match) {
      const gone = old;
      old = old.nextSibling;
      gone.remove();
    }
    morphNode(match, fresh);
    old = match.nextSibling;
  }
  while (old) {
    const gone = old;
    old = old.nextSibling;
    gone.remove();
  }
}

// ---- drafts the kernel has not confirmed yet ----
const store = {
  key: (draft) => 'cslib-draft:' + draft,
  get(draft) { try { return localStorage.getItem(this.key(draft)); } catch { return null; } },
  set(draft, text) { try { localStorage.setItem(this.key(draft), text); } catch { /* private window */ } },
  drop(draft) { try { localStorage.removeItem(this.key(draft)); } catch { /* private window */ } },
};

function render({ model, el }) {
  const root = document.createElement('div');
  root.className = 'cslib';
  const notice = document.createElement('div');
  notice.className = 'cs-notice cs-offline';
  notice.setAttribute('role', 'alert');
  notice.hidden = true;
  notice.textContent = UNREACHABLE;
  el.append(notice, root);

  let sent = model.get('seen');
  let waiting = 0;
  const typing = new Map(); // fields being written in, each with its timer
  let composing = false;
  let focused = '';

  function tell(act, value, form) {
    sent += 1;
    model.send({ n: sent, act, value: value ?? '', form: form ?? {} });
  }

  function send(act, value, form) {
    tell(act, value, form);
    clearTimeout(waiting);
    const mine = sent;
    waiting = setTimeout(() => { notice.hidden = model.get('seen') >= mine; }, ACK_MS);
  }

  function form() {
    const values = {};
    for (const field of root.querySelectorAll('[name]')) {
      if ((field.type === 'radio' || field.type === 'checkbox') && !field.checked) continue;
      if (field.type === 'checkbox') (values[field.name] ??= []).push(field.value);
      else values[field.name] = field.value;
    }
    return values;
  }

  function sendDraft(area) {
    clearTimeout(typing.get(area));
    typing.delete(area);
    send('draft', area.dataset.field ? area.dataset.field + '\n' + area.value : area.value);
  }

  function typed(area) {
    const counter = root.querySelector('[data-counts="' + area.id + '"]');
    if (counter) counter.textContent = String([...area.value.replace(/\s/g, '')].length);
    store.set(area.dataset.draft, area.value);
    clearTimeout(typing.get(area));
    typing.set(area, setTimeout(() => sendDraft(area), DRAFT_MS));
  }

  // The first look at the part marked data-sight, told once; any touch counts as a look. The learner has
  // done nothing yet that could get lost, so that a busy kernel is no cause for a notice.
  let watched = null;
  let inView = false;
  let looked = false;
  const sight = new IntersectionObserver((seen) => {
    inView = seen.at(-1).intersectionRatio >= 0.5;
    look();
  }, { threshold: 0.5 });

  function look(touch) {
    if (!watched || looked || (!touch && (!inView || document.hidden))) return;
    looked = true;
    sight.disconnect();
    tell(watched.dataset.sight);
  }

  function watch() {
    const wanted = root.querySelector('[data-sight]');
    if (!wanted || wanted === watched) return;
    sight.disconnect();
    watched = wanted;
    inView = looked = false;
    sight.observe(wanted);
  }

  function show() {
    const fresh = document.createElement('div');
    fresh.innerHTML = model.get('html');
    const inside = root.contains(document.activeElement); // before what was pressed may be gone
    morphChildren(root, fresh);
    const wanted = root.querySelector('[data-focus]');
    const mark = wanted ? wanted.dataset.focus : '';
    if (wanted && mark !== focused && inside) wanted.focus({ preventScroll: false });
    focused = mark;
    watch();
  }

  function restoreDraft() {
    for (const area of root.querySelectorAll('textarea[data-draft]')) {
      const kept = store.get(area.dataset.draft);
      if (kept !== null && kept !== area.value) {
        area.value = kept;
        sendDraft(area);
      }
      const counter = root.querySelector('[data-counts="' + area.id + '"]');
      if (counter) counter.textContent = String([...area.value.replace(/\s/g, '')].length);
    }
  }

  function tick() {
    for (const clock of root.querySelectorAll('[data-until]')) {
      const left = Math.round((Number(clock.dataset.until) - Date.now()) / 1000);
      clock.textContent = (left < 0 ? '超时 ' : '') + Math.floor(Math.abs(left) / 60) + ':' +
        String(Math.abs(left) % 60).padStart(2, '0');
      clock.classList.toggle('cs-late', left < 0);
      if (left <= 0 && clock.dataset.timeup && !clock.dataset.rang) {
        clock.dataset.rang = '1';
        send('timeup', clock.dataset.timeup, form());
      }
    }
    for (const clock of root.querySelectorAll('[data-since]')) {
      const gone = Math.max(0, Math.round((Date.now() - Number(clock.dataset.since)) / 1000));
      clock.textContent = gone + '秒';
      clock.classList.toggle('cs-late', gone > Number(clock.dataset.limit || 30));
    }
  }

  root.addEventListener('compositionstart', () => { composing = true; });
  root.addEventListener('compositionend', (event) => {
    composing = false;
    if (event.target.dataset.draft) typed(event.target);
  });
  root.addEventListener('input', (event) => {
    if (event.target.dataset.draft && !composing && !event.isComposing) typed(event.target);
  });
  root.addEventListener('change', (event) => {
    const { act, value } = event.target.dataset;
    if (act && event.target.matches('input, select')) {
      send(act, value ?? '', { ...form(), '': event.target.value });
    }
  });
  function print() {
    const sheet = window.open('', '_blank', 'width=900,height=700');
    if (!sheet) return;
    const style = document.createElement('style');
    style.textContent = 'body{font:18px/1.8 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;text-align:center;padding:4em}' +
      'body>div{border:3px double #a8451c;padding:3em}';
    sheet.document.title = document.title;
    sheet.document.head.append(style);
    sheet.document.body.append(sheet.document.importNode(root.querySelector('[data-printable]'), true));
    sheet.print();
  }

  root.addEventListener('click', (event) => {
    if (event.target.closest('button[data-print]')) return print();
    const button = event.target.closest('button[data-act]');
    if (!button || button.disabled) return;
    for (const area of [...typing.keys()]) sendDraft(area);
    send(button.dataset.act, button.dataset.value, form());
  });
  root.addEventListener('keydown', (event) => {
    // JupyterLab's own shortcuts (A, B, DD …) must not see what is typed here.
    event.stopPropagation();
    if (event.key !== 'Enter' || event.isComposing || composing) return;
    const area = event.target;
    const submit = area.nodeName === 'TEXTAREA' && root.querySelector('button[data-submit]');
    if (submit && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit.click();
    }
  });
  // A mark in the text and its explanation point at each other.
  const pair = (event, on) => {
    const mark = event.target.closest && event.target.closest('[data-finding]');
    if (!mark) return;
    for (const other of root.querySelectorAll('[data-finding="' + mark.dataset.finding + '"]')) {
      other.classList.toggle('cs-lit', on);
    }
  };
  for (const [name, on] of [['focusin', true], ['mouseover', true], ['focusout', false], ['mouseout', false]]) {
    root.addEventListener(name, (event) => pair(event, on));
  }

  const onShown = () => look();
  const onTouch = () => look(true);
  document.addEventListener('visibilitychange', onShown);
  for (const name of ['pointerdown', 'focusin']) root.addEventListener(name, onTouch, true);
  const onHtml = () => { show(); tick(); };
  const onSeen = () => {
    if (model.get('seen') < sent) return;
    clearTimeout(waiting);
    notice.hidden = true;
    if (!typing.size) for (const area of root.querySelectorAll('textarea[data-draft]')) store.drop(area.dataset.draft);
  };
  model.on('change:html', onHtml);
  model.on('change:seen', onSeen);
  show();
  restoreDraft();
  tick();
  const clock = setInterval(tick, 500);
  return () => {
    clearInterval(clock);
    clearTimeout(waiting);
    sight.disconnect();
    document.removeEventListener('visibilitychange', onShown);
    for (const timer of typing.values()) clearTimeout(timer);
    model.off('change:html', onHtml);
    model.off('change:seen', onSeen);
  };
}

export default { render };

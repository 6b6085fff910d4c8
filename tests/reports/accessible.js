/* What a page owes to people who do not see it, or see it badly; returns what is wrong, in words. */
() => {
  const wrong = [];
  const visible = (element) => element.checkVisibility({ contentVisibilityAuto: false, opacityProperty: true, visibilityProperty: true });
  const say = (element, what) => wrong.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const named = (id) => (id || "").split(" ").map((one) => document.getElementById(one)?.textContent || "").join(" ");
  const name = (element) => (element.getAttribute("aria-label") || named(element.getAttribute("aria-labelledby"))
    || [...(element.labels || [])].map((label) => label.textContent).join(" ") || element.textContent || element.alt || "").trim();

  for (const landmark of ["header", "nav", "main", "footer"]) {
    if (document.querySelectorAll(`body > ${landmark}, body > * > ${landmark}, body > * > * > ${landmark}`).length !== 1) wrong.push(`not one ${landmark}`);
  }
  for (const element of all("a[href], button, input, select, summary, [role=img], [role=group], section, nav, table[aria-labelledby]")) {
    if (!name(element)) say(element, "no name");
  }
  for (const element of all("img")) if (!element.hasAttribute("alt")) say(element, "no alt");
  for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const attribute of ["aria-labelledby", "aria-describedby"]) {
      for (const id of (element.getAttribute(attribute) || "").split(" ").filter(Boolean)) {
        if (!document.getElementById(id)) say(element, `${attribute} names nothing`);
      }
    }
  }
  for (const element of all("div, .scroll")) {
    const scrolls = /(auto|scroll)/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (scrolls && element.tabIndex < 0) say(element, "scrolls, and no key reaches it");
  }
  const positive = [...document.querySelectorAll("[tabindex]")].filter((element) => element.tabIndex > 0);
  positive.forEach((element) => say(element, "tabindex above 0"));

  const parse = (color) => {
    const [r, g, b, a = 1] = color.startsWith("color(srgb")
      ? color.match(/[\d.]+/g).map((v, i) => i < 3 ? Number(v) * 255 : Number(v))
      : color.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
  const light = (color) => {
    const [r, g, b] = color.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(parse(getComputedStyle(one).backgroundColor));
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return chain.reduce((under, color) => over(color, under), dark ? [18, 18, 18] : [255, 255, 255]);
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || seen.has(element) || /^(SCRIPT|STYLE|OPTION)$/.test(element.tagName) || !visible(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const svg = element.namespaceURI.includes("svg");
    const under = ground(element);
    const ink = over(parse(svg ? style.fill : style.color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) say(element, `contrast ${ratio.toFixed(2)}`);
  }
  return wrong;
}

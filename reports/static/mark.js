/* Outlines the faulty place and scrolls to it; returns how many places were outlined. */
({ targets, texts }) => {
  const seen = [];
  for (const element of document.querySelectorAll("a[href], area[href], link[href], img[src], iframe[src], form[action]")) {
    const url = element.href || element.src || element.action;
    if (typeof url === "string" && targets.includes(url.split("#")[0])) seen.push(element);
  }
  if (!seen.length) {
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && seen.length < 20; node = walker.nextNode()) {
      const element = node.parentElement;
      if (texts.some((text) => node.data.includes(text))) seen.push(element.closest("li, tr, dd, p") || element);
    }
  }
  const shown = seen.filter((element) => element.getClientRects().length);
  for (const element of shown) {
    element.style.setProperty("outline", "4px solid #c00", "important");
    element.style.setProperty("outline-offset", "3px", "important");
    element.style.setProperty("box-shadow", "0 0 0 12px rgb(255 214 90 / 55%)", "important");
  }
  if (shown.length) shown[0].scrollIntoView({ block: "center" });
  return shown.length;
}

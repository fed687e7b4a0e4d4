// What a person with old eyes and a thumb meets: contrast, sizes, names and roles. Returns faults.
() => {
  const faults = [];
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (element) => {
    const colours = [];
    for (let one = element; one; one = one.parentElement) colours.unshift(getComputedStyle(one).backgroundColor);
    return ["#fff", ...colours];
  };
  const name = (e) => `${e.tagName.toLowerCase()}#${e.id}.${e.className} "${(e.textContent || "").trim().slice(0, 20)}"`;
  const seen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && e.getBoundingClientRect().width > 1 && !e.closest(".sr, .skip, [aria-hidden=true], [hidden]");

  for (const e of document.querySelectorAll("body *")) {
    const hasWords = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!hasWords || !seen(e) || e.closest("svg, script, noscript")) continue;
    const style = getComputedStyle(e);
    const size = parseFloat(style.fontSize);
    if (size < 18) faults.push(`letters of ${size}px: ${name(e)}`);
    const back = behind(e);
    const one = light(paint(back)), other = light(paint([...back, style.color]));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${name(e)}`);
  }
  for (const e of document.querySelectorAll("button, a[href], textarea, label.choice")) {
    if (!seen(e)) continue;
    const { width, height } = e.getBoundingClientRect();
    if (height < 59.5 || width < 59.5) faults.push(`target ${width.toFixed()}×${height.toFixed()}: ${name(e)}`);
    const label = e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent || e.querySelector("img")?.alt;
    if (!label) faults.push(`no name: ${name(e)}`);
  }
  for (const image of document.images) if (!image.hasAttribute("alt")) faults.push(`no alt: ${image.src}`);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);
  for (const role of ["log", "alert", "status"]) if (!document.querySelector(`[role=${role}]`)) faults.push(`no ${role}`);
  for (const tag of ["main", "h1", "header"]) if (document.querySelectorAll(tag).length !== 1) faults.push(`not one ${tag}`);
  if (!document.documentElement.lang || !document.title) faults.push("no language or title");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  return faults;
}

// What keeps a person out of a page, as far as a script can tell: returns one line for each trouble.
//
// The contrasts and sizes are those of WCAG 2.2 (1.4.3, 2.5.8). The colours of the sheet's own cells are the person's.
function troubles() {
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = (css) => [...document.querySelectorAll(css)].filter(shown);
  const name = (element) => {
    const by = element.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id)?.innerText);
    return (by?.join(" ") || element.getAttribute("aria-label") || element.innerText || element.title || "").trim();
  };
  const tell = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);

  for (const element of all("button, a, [role=menuitem], [role=tab], [role=dialog], [role=alertdialog], [role=menu]"))
    if (!name(element)) tell("has no name", element);
  for (const element of all("input, textarea, select"))
    if (!element.getAttribute("aria-label") && !element.labels?.length && element.getAttribute("aria-hidden") !== "true")
      tell("has no label", element);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push(`${id} is there twice`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"])
    for (const element of all(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(" "))
        if (!document.getElementById(id)) tell(`${attribute} leads nowhere`, element);
  const parents = { listitem: "[role=list], ul, ol", tab: "[role=tablist]", menuitem: "[role=menu]", gridcell: "[role=row], .pane" };
  for (const [role, parent] of Object.entries(parents))
    for (const element of all(`[role=${role}]`)) if (!element.parentElement.closest(parent)) tell("stands outside", element);
  if (all("h1").length !== 1) found.push(`${all("h1").length} headings of the page`);
  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    if (Number(heading.tagName[1]) > level + 1) tell("a level is left out", heading);
    level = Number(heading.tagName[1]);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the window");

  for (const element of all("button, [role=tab], input:not(.visually-hidden)")) {
    const { width, height } = element.getBoundingClientRect();
    if (width < 23.5 || height < 23.5) tell(`${Math.round(width)} x ${Math.round(height)} is too small to hit`, element);
  }

  const parse = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    const scale = color.startsWith("color(") ? 255 : 1;
    return [red * scale, green * scale, blue * scale, alpha];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = (color) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, share, place) => {
      const part = color[place] / 255;
      return sum + share * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    }, 0);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !shown(element) || element.closest(".pane, :disabled, .visually-hidden, noscript")) continue;
    const style = getComputedStyle(element);
    const paper = ground(element);
    const [a, b] = [light(over(parse(style.color), paper)), light(paper)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < (large ? 3 : 4.5)) tell(`"${words.currentNode.data.trim()}" has a contrast of ${contrast.toFixed(2)}`, element);
  }
  return [...new Set(found)];
}
return troubles();

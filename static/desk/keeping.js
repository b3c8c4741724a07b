// A part of the page that is drawn anew keeps what its reader has opened, chosen or half typed there, and the focus.

// Remembers the part as it is; what it returns puts that back, once the part has been drawn anew.
export function remember(part) {
  const drawn = part.firstElementChild;
  const opened = [...part.querySelectorAll("details[id][open]")].map(({ id }) => id);
  const typed = [...part.querySelectorAll("input[id], textarea[id], select[id]")]
    .filter((field) => field.type !== "hidden" && field.value !== firstValue(field))
    .map(({ id, value }) => [id, value]);
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  return () => {
    if (drawn?.isConnected) return false;
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    if (focus && !focus.isConnected) again(focus, part)?.focus({ preventScroll: true });
    return true;
  };
}

function firstValue(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
}

// What stands where an element stood: of the same name, or the heading of the same list.
function again(element, part) {
  if (element.id) return part.querySelector(`#${CSS.escape(element.id)}`);
  const list = element.closest("details[id]");
  return list && part.querySelector(`#${CSS.escape(list.id)} > summary`);
}

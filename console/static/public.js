// The code of a link stands behind the # of its address, which no server sees. Put it into the
// field, take it out of the address, and so out of the history; the button is pressed by a person.
(() => {
  const field = document.getElementById("code");
  const code = location.hash.slice(1);
  if (!field || !code) { return; }
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  const asked = document.getElementById("asks");
  if (asked) { asked.hidden = true; }
})();

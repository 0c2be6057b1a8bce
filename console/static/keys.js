// Keys for whoever works without a mouse: "g" and a letter opens a page, "/" goes to the search.
(function () {
  "use strict";
  let going = false;

  function isWriting(element) {
    return element.isContentEditable || /^(?:INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) {
      return;
    }
    const wanted = going ? "a[data-key='" : event.key === "/" ? "input[data-key='" : "";
    going = !going && event.key === "g";
    const found = /^[a-z/]$/.test(event.key) && wanted
      ? document.querySelector(wanted + event.key + "']")
      : null;
    if (found) {
      event.preventDefault();
      found.tagName === "A" ? found.click() : found.focus();
    }
  });
})();

// A classic script, which a browser also runs from a file on the disk. From there it loads no modules and fetches
// nothing, so the page could only wait for ever: this says what to do instead.
if (location.protocol === "file:") {
  addEventListener("DOMContentLoaded", () => {
    document.getElementById("boot-notice").hidden = true;
    document.getElementById("boot-file").hidden = false;
  });
}

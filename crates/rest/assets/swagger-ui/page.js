// Shows the description that this server gives of itself. Nothing is loaded from, or told to, anybody else.
"use strict";
window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: new URL("openapi.json", document.baseURI).href,
    dom_id: "#docs",
    deepLinking: true,
    validatorUrl: null,
    persistAuthorization: false,
  });
});

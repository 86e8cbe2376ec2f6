// jsdom knows no adopted style sheets, and what comes late brings its own when it is loaded.
document.adoptedStyleSheets ??= [];

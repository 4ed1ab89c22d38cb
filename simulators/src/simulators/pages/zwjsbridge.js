/* A stand-in for the bridge of the provincial app: what a browser can do, it does; the rest it logs. */
(function () {
  "use strict";
  var known = __KNOWN__;
  var done = function (value) { return Promise.resolve(value === undefined ? {} : value); };
  var logged = function (name) {
    return function (given) { console.info("ZWJSBridge." + name, given || {}); return done(); };
  };
  window.ZWJSBridge = {
    onReady: function (ready) { setTimeout(ready, 0); return done(); },
    ssoTicket: function () {
      var query = new URLSearchParams({ servicecode: known.servicecode, persona: known.persona });
      return fetch(known.ticketAddress + "?" + query, { credentials: "include" }).then(function (answer) { return answer.json(); });
    },
    getUserType: function () { return done({ userType: known.userType }); },
    getUiStyle: function () { return done({ uiStyle: known.uiStyle }); },
    getLocation: function () { return done(known.location); },
    setTitle: function (given) { document.title = (given && given.title) || document.title; return done(); },
    openLink: function (given) { location.assign(given.url); return done(); },
    close: function () { window.close(); return done(); },
    getUUID: function () { return done({ uuid: "simulated" }); },
    getNetworkType: function () { return done({ result: "WIFI" }); },
    phoneCall: logged("phoneCall"),
    sms: logged("sms"),
    setClipboardData: logged("setClipboardData")
  };
})();

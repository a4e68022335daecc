// A recording plays where its link is, once somebody asks: nothing is asked of its host before.
for (const place of document.querySelectorAll("[data-play]")) {
  const button = place.querySelector("button");
  button.addEventListener("click", () => {
    const player = document.createElement("file" in place.dataset ? "video" : "iframe");
    if (player.tagName === "VIDEO") Object.assign(player, { controls: true, autoplay: true });
    else player.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    player.title = place.dataset.title;
    player.className = "player";
    player.tabIndex = 0;
    player.src = place.dataset.play;
    place.replaceChildren(player);
    player.focus();
  });
  place.hidden = false;
}

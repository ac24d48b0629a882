// The rank in the list of the first place of each marker of the map, in the order of the keyboard.
({ listed }) => [...document.querySelectorAll('.leaflet-marker-pane > *')].map(icon => {
  const inside = marker_cluster_groupes.getLayers()
    .filter(marker => marker_cluster_groupes.getVisibleParent(marker)?.getElement() === icon)
  return Math.min(...inside.map(marker => listed.indexOf(marker.feature.properties.lieu)))
})

// What the finder and the search compare of a place: how far it is, and whether its ages leave someone out.

// Great-circle distance in km: the same formula as reading/catalogue.py, held to the same cases by a test.
export function distance([lat1, lon1], [lat2, lon2]) {
  const rad = Math.PI / 180
  const h = Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2
  return 2 * 6371.0088 * Math.asin(Math.sqrt(h))
}

// `ages`: of a place, [from, to] in months, once or twice, or nothing; `asked`: such pairs, one is enough.
export const excludes = (ages, asked) => Boolean(ages && asked.length) &&
  !asked.some(([from, to]) => ages.some((low, n) => n % 2 === 0 && from <= ages[n + 1] && low <= to))

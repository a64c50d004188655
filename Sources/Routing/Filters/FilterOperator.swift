/// The operators of a filter, as written in routes.yaml (design section 5).
package enum FilterOperator: String, CaseIterable, Sendable {
    case eq, ne, gt, gte, lt, lte
    case `in`, nin
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case contains, exists, matches
    case any, all, none
}

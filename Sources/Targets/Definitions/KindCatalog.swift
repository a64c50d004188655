/// All kinds that are data. `http` is none of them: it is what they are data over.
package enum KindCatalog {
    package static let all: [KindDefinition] = chat + ats

    private static let chat: [KindDefinition] = [
        .slack, .slackAPI, .slackWorkflow, .teams, .discord, .googleChat,
    ]

    private static let ats: [KindDefinition] = [
        .greenhouseNote, .leverNote, .ashbyNote, .workableComment, .smartRecruitersMessage,
        .teamtailorNote, .bambooHRComment, .recruiteeNote, .jazzHRNote, .zohoRecruitNote,
        .mergeActivity, .komboNote,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func kind(named name: String) -> KindDefinition? { byName[name] }
}

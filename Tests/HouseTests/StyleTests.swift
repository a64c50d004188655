import Testing

@Suite("House style")
struct StyleTests {
    private let tree = SourceTree()

    @Test("no source file is longer than 400 lines")
    func length() {
        for file in tree.files(in: "Sources", ending: ".swift") {
            #expect(file.lines.count <= 401, "\(file.path): \(file.lines.count) lines")
        }
    }

    @Test("no line of Swift is longer than 100 columns")
    func columns() {
        for folder in ["Sources", "Tests"] {
            for file in tree.files(in: folder, ending: ".swift") {
                for (index, line) in file.lines.enumerated()
                where line.count > 100 && !line.contains("http") && !line.contains("\"\"\"") {
                    // String literals in tests may carry long samples.
                    if folder == "Tests", line.contains("\"") { continue }
                    Issue.record("\(file.path):\(index + 1): \(line.count) columns")
                }
            }
        }
    }

    @Test("nothing is left open, forced or left to chance in the sources")
    func forbidden() {
        let words = [
            "TO" + "DO", "FIX" + "ME", "XX" + "X:", "try" + "!", "as" + "!", "fatal" + "Error(",
            "unsafely" + "Unwrapped", "DispatchQueue" + ".", "Task" + ".detached",
        ]
        for file in tree.files(in: "Sources", ending: ".swift") {
            for (index, line) in file.lines.enumerated() {
                for word in words where line.contains(word) {
                    Issue.record("\(file.path):\(index + 1): \(word)")
                }
            }
        }
    }

    @Test("every unchecked Sendable says what makes it true")
    func unchecked() {
        for file in tree.files(in: "Sources", ending: ".swift") {
            let lines = file.lines
            for (index, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                let above = lines[max(0, index - 12)...index].joined(separator: "\n").lowercased()
                #expect(
                    above.contains("thread") || above.contains("lock") || above.contains("mutex"),
                    "\(file.path):\(index + 1): name the lock or thread")
            }
        }
    }

    @Test("folders are named after what they hold")
    func folders() {
        for file in tree.files(in: "Sources", ending: ".swift") {
            for part in file.path.split(separator: "/") {
                #expect(
                    !["Utils", "Utilities", "Helpers", "Common", "Models", "Misc"].contains(part),
                    "\(file.path)")
            }
        }
    }
}

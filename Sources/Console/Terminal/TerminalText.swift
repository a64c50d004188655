#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Text from outside, made fit for a terminal.
enum TerminalText {
    /// One line: control characters become spaces or `\u{…}`, so that nothing moves the cursor; cut
    /// to about `bytesMax`.
    static func line(_ text: String, bytesMax: Int = 4096) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            guard shown.utf8.count < bytesMax else { return shown + "…" }
            append(scalar, to: &shown, newline: " ")
        }
        while shown.hasSuffix(" ") { shown.removeLast() }
        return shown
    }

    /// Lines stay lines; all other control characters are shown.
    static func lines(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars { append(scalar, to: &shown, newline: "\n") }
        return shown
    }

    private static func append(
        _ scalar: Unicode.Scalar, to shown: inout String, newline: String
    ) {
        switch scalar {
        case "\n": shown += newline
        case "\r": break
        case "\t": shown += " "
        default:
            if scalar.properties.generalCategory == .control {
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
    }

    /// Columns that a text takes: marks none, East Asian wide characters and emoji two.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0..<0x300: return 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return 0
            default: return 1
            }
        }
    }

    /// At most so many columns; what is cut off shows as `…`.
    static func cut(_ text: String, to widthMax: Int) -> String {
        guard width(text) > widthMax else { return text }
        var shown = ""
        var used = 0
        for character in text {
            let next = width(character)
            guard used + next < widthMax else { break }
            used += next
            shown.append(character)
        }
        return shown + "…"
    }
}

/// What standard output is connected to.
package enum Terminal {
    /// Columns; nil when it is no terminal: then nothing is cut.
    package static var width: Int? {
        guard isatty(1) == 1 else { return nil }
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

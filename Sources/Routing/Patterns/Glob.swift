/// A pattern in which `*` stands for any run of characters and `?` for exactly one Unicode scalar.
/// A backslash takes the next `*`, `?` or backslash as it is.
///
/// Matching is anchored at both ends and takes at most pattern length × text length steps.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    enum Piece: Hashable, Sendable {
        case byte(UInt8)
        case one
        case many
    }

    /// As written.
    package let description: String
    private let pieces: [Piece]

    /// Longer patterns could not match: types and ids are at most 256 bytes.
    package static let bytesMax = 1024

    package init(_ pattern: String) throws(PatternError) {
        guard !pattern.isEmpty else { throw .empty }
        guard pattern.utf8.count <= Self.bytesMax else { throw .tooLong(bytesMax: Self.bytesMax) }
        var pieces: [Piece] = []
        var offset = 0
        let bytes = Array(pattern.utf8)
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "*"):
                if pieces.last != .many { pieces.append(.many) }
            case UInt8(ascii: "?"):
                pieces.append(.one)
            case UInt8(ascii: "\\"):
                offset += 1
                guard offset < bytes.count, Self.isSpecial(bytes[offset]) else {
                    throw .badEscape(offset: offset - 1)
                }
                pieces.append(.byte(bytes[offset]))
            default:
                pieces.append(.byte(bytes[offset]))
            }
            offset += 1
        }
        self.pieces = pieces
        description = pattern
    }

    /// The text this pattern stands for when it has no `*` and no `?`.
    var literal: String? {
        var bytes: [UInt8] = []
        for piece in pieces {
            guard case .byte(let byte) = piece else { return nil }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func matches(_ text: String) -> Bool {
        let answer = text.utf8.withContiguousStorageIfAvailable { matches($0) }
        if let answer { return answer }
        return Array(text.utf8).withUnsafeBufferPointer { matches($0) }
    }

    /// Goes back only to the last `*`: an earlier one need never take more than it has taken.
    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var piece = 0
        var position = 0
        var star: (piece: Int, position: Int)?
        while true {
            if piece < pieces.count {
                switch pieces[piece] {
                case .many:
                    star = (piece, position)
                    piece += 1
                    continue
                case .one where position < text.count:
                    position = Self.afterScalar(text, position)
                    piece += 1
                    continue
                case .byte(let byte) where position < text.count && text[position] == byte:
                    position += 1
                    piece += 1
                    continue
                case .one, .byte: break
                }
            } else if position == text.count {
                return true
            }
            guard let (starPiece, starPosition) = star, starPosition < text.count else {
                return false
            }
            position = Self.afterScalar(text, starPosition)
            piece = starPiece + 1
            star = (starPiece, position)
        }
    }

    private static func afterScalar(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var next = start + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "\\")
    }
}

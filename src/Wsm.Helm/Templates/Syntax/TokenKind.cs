namespace Wsm.Helm.Templates.Syntax;

internal enum TokenKind
{
    Error,
    Bool,

    /// <summary>A printable ASCII character with no meaning of its own, the comma for one.</summary>
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    EndOfFile,
    Field,
    Identifier,
    LeftDelimiter,
    LeftParenthesis,
    Number,
    Pipe,
    RawString,
    RightDelimiter,
    RightParenthesis,
    Space,
    String,
    Text,
    Variable,
    Dot,
    Nil,

    // Keywords: from here on an error names the token in angle brackets.
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
}

namespace Wsm.Helm.Data.Yaml;

internal enum YamlTokenKind
{
    StreamEnd,
    VersionDirective,
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar,
}

/// <summary>A place in the text; index in UTF-16 units, line and column from 0.</summary>
internal readonly record struct YamlMark(int Index, int Line, int Column);

/// <param name="Text">A scalar's value, an anchor's or alias's name, a tag's handle.</param>
/// <param name="Suffix">The rest of a tag, or the prefix of a tag directive.</param>
/// <param name="Plain">Of a scalar: written without quotes and not as a block.</param>
/// <param name="Pieces">Of a scalar: which stretches of the source its value was copied from, when the scanner was asked for them.</param>
internal readonly record struct YamlToken(
    YamlTokenKind Kind,
    YamlMark Start,
    string? Text = null,
    string? Suffix = null,
    bool Plain = false,
    IReadOnlyList<YamlPiece>? Pieces = null
);

/// <summary>A stretch of a scalar's value that stands verbatim in the source.</summary>
internal readonly record struct YamlPiece(int Source, int Target, int Length);

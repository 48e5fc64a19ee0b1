namespace Wsm.CommandLine;

/// <summary>What a person can know of a command, as plain data: for completion scripts and for the documentation.</summary>
/// <param name="Path">The words after <c>wsm</c>; empty for the program itself.</param>
/// <param name="Options">Its own, without the ones every command has.</param>
internal sealed record CommandDescription(
    IReadOnlyList<string> Path,
    string Text,
    IReadOnlyList<OptionDescription> Options,
    IReadOnlyList<ArgumentDescription> Arguments,
    IReadOnlyList<CommandDescription> Commands,
    IReadOnlyList<Example> Examples
)
{
    public string Name => Path.Count == 0 ? "wsm" : Path[^1];

    public string CommandLine => string.Join(' ', Path.Prepend("wsm"));

    /// <summary>This command and all below it, each before its own.</summary>
    public IEnumerable<CommandDescription> All => Commands.SelectMany(command => command.All).Prepend(this);
}

/// <param name="Names">The long one first.</param>
/// <param name="Default">Null where there is none, or where the text already tells it.</param>
internal sealed record OptionDescription(
    IReadOnlyList<string> Names,
    string Text,
    ValueDescription? Value,
    string? Default,
    bool Repeatable
);

internal sealed record ArgumentDescription(string Text, ValueDescription Value, bool Required, bool Repeatable);

/// <summary>What may stand as a value.</summary>
/// <param name="Placeholder"><c>FILE</c>, <c>HOST</c> …</param>
/// <param name="Choices">All there are; empty where it is free.</param>
internal sealed record ValueDescription(string Placeholder, IReadOnlyList<string> Choices)
{
    /// <summary>A name that a file may have; archives of charts are files too.</summary>
    public bool IsFile => Placeholder is "FILE" or "CHART" or "OLD" or "BUNDLE" or "PACKED" or "[NAME] CHART";

    public bool IsFolder => Placeholder is "DIR" or "PLACE" or "REPAIR";
}

using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Whether a command answers in text or in JSON.</summary>
internal static class OutputOption
{
    public const string Text = "text";
    public const string Json = "json";

    public static Option<string> Create(string description = "'text' or 'json'.") => Create(description, Text, Json);

    /// <param name="formats">The default first.</param>
    public static Option<string> Create(string description, params string[] formats)
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = description,
            HelpName = "FORMAT",
            DefaultValueFactory = _ => formats[0],
        };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }
}

using System.Text;

namespace Wsm.Help;

/// <summary>The texts of <c>wsm help TOPIC</c>. The first line of each is what it is about.</summary>
internal static class HelpTopics
{
    private const string Prefix = "help/";

    /// <summary>In the order in which they are best read.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["air-gap", "generations", "images", "bundle", "media", "platforms", "credentials", "relocation", "trust", "cluster"];

    public static string Read(string name)
    {
        using var stream = typeof(HelpTopics).Assembly.GetManifestResourceStream($"{Prefix}{name}.txt")
            ?? throw new InvalidOperationException($"The program was built without its text about {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public static string TitleOf(string name) => Read(name).Split('\n')[0].TrimEnd('\r');
}

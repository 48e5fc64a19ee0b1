using System.Text;

namespace Wsm.Hosting;

/// <summary>Everything the program takes from the process it runs in, so that a test can run it in another world.</summary>
public sealed class WsmContext : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader In
    {
        get => OpenIn.Value;
        init => OpenIn = new(value);
    }

    /// <summary>Whether a person can be asked something.</summary>
    public bool InIsTerminal { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal, or of a page where there is none.</summary>
    public int Width { get; init; } = 100;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder that relative paths on the command line start from.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The folder with the machine's own configuration; null where there is none.</summary>
    public string? SystemConfiguration { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opened by whoever reads: the console makes much of it, and hardly any command wants it.</summary>
    private Lazy<TextReader> OpenIn { get; init; } = new(TextReader.Null);

    public static WsmContext OfThisProcess() =>
        new()
        {
            Out = Open(Console.OpenStandardOutput()),
            Error = Open(Console.OpenStandardError()),
            OpenIn = new(() => Console.In),
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = Console.IsErrorRedirected && Console.IsOutputRedirected ? 100 : Math.Max(40, Console.WindowWidth),
            Environment = ReadEnvironment(),
            CurrentDirectory = ReadCurrentDirectory(),
            SystemConfiguration = OperatingSystem.IsWindows() ? null : "/etc",
        };

    /// <summary>The variable's value, or null where it is unset or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The path as an absolute one.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, CurrentDirectory);

    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
    }

    /// <summary>
    /// The folder may be gone; then what it was called serves, and whoever needs something in it is told that it is not there.
    /// </summary>
    private static string ReadCurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return System.Environment.GetEnvironmentVariable("PWD") is { } known && Path.IsPathRooted(known) ? known : Path.GetTempPath();
        }
    }

    private static StreamWriter Open(Stream stream) => new(stream, Utf8, bufferSize: 16 * 1024);

    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}

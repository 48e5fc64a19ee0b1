using System.Text;
using Wsm.Product.Finding.Inside.Programs;

namespace Wsm.Product.Finding.Inside;

/// <summary>
/// Finds the images that files of an image name: operators often name what they start nowhere else. One serves for the files of one layer,
/// and looks at so much of it at most that no layer takes memory or time without bounds.
/// </summary>
public sealed class FileImages
{
    private const int Most = 5_000;
    private const int DeepestArchive = 3;
    private const long MostUnpacked = 2L << 30;
    private const long MostText = 256L << 20;
    private const int MostFilesOfArchive = 200_000;
    private const int LongestText = 200;
    private const int LongestPath = 500;

    private readonly List<FoundInside> _found = [];
    private readonly HashSet<(string Reference, string File)> _known = [];
    private long _unpacked;
    private long _text;
    private int _unread;

    public IReadOnlyList<FoundInside> Found => _found;

    /// <summary>Files that were not looked at, or not to their end: the bounds were reached.</summary>
    public int Unread => _unread;

    /// <summary>A file that was to be looked at could not be.</summary>
    public void PassOver() => _unread++;

    /// <summary>How much of a file is to be read, in bytes: 0 for one that names no images.</summary>
    /// <param name="path">In the image, without a slash in front.</param>
    public int WantedOf(string path, bool isExecutable, long size)
    {
        var kind = FileKinds.Of(path, isExecutable, size);
        if (size <= FileKinds.LargestOf(kind))
        {
            return (int)size;
        }

        _unread += kind == FileKind.None ? 0 : 1;
        return 0;
    }

    /// <summary>Whether the first bytes leave any hope; the rest of a file of hundreds of megabytes need not be read otherwise.</summary>
    public static bool IsWorthReading(string path, bool isExecutable, long size, ReadOnlySpan<byte> head) =>
        FileKinds.Of(path, isExecutable, size) != FileKind.Program || ElfFile.Is(head) || head.StartsWith("#!"u8);

    /// <param name="path">In the image, without a slash in front.</param>
    /// <param name="length">How much of <paramref name="content"/> is the file's.</param>
    public void Look(string path, bool isExecutable, byte[] content, int length) =>
        Look(FileKinds.Of(path, isExecutable, length), path, content, length, 0);

    /// <summary>Variables that the image gives to its program: <c>NAME=value</c>.</summary>
    public void LookAtVariables(IEnumerable<string> variables) =>
        Add("the image's variables", TextImages.In(string.Join('\n', variables), ""));

    private void Look(FileKind kind, string path, byte[] content, int length, int depth)
    {
        var bytes = content.AsSpan(0, length);
        switch (kind)
        {
            case FileKind.Text when Spend(length):
                Add(path, TextImages.In(Encoding.UTF8.GetString(bytes), Path.GetFileName(path)));
                break;
            case FileKind.Source when Spend(length):
                AddSource(path, Encoding.UTF8.GetString(bytes));
                break;
            case FileKind.Program when ElfFile.Is(bytes):
                AddStrings(path, ElfStrings.In(content, length));
                break;
            case FileKind.Program when bytes.StartsWith("#!"u8) && length <= FileKinds.LargestText && Spend(length):
                AddScript(path, Encoding.UTF8.GetString(bytes));
                break;
            case FileKind.Class:
                AddStrings(path, ClassConstants.In(bytes));
                break;
            case FileKind.Python:
                AddStrings(path, PythonConstants.In(bytes));
                break;
            case FileKind.Archive when depth < DeepestArchive:
                LookIntoArchive(path, content, length, depth);
                break;
        }
    }

    private void LookIntoArchive(string path, byte[] content, int length, int depth)
    {
        var count = 0;
        foreach (var file in ZipFiles.In(content, length))
        {
            var inner = $"{path}!/{file.Name}";
            var kind = inner.Length <= LongestPath ? FileKinds.Of(file.Name, isExecutable: false, file.Size) : FileKind.None;
            if (kind == FileKind.None || file.Size > FileKinds.LargestOf(kind))
            {
                continue;
            }

            if (_unpacked > MostUnpacked || ++count > MostFilesOfArchive)
            {
                _unread++;
                return;
            }

            var unpacked = file.Unpack((int)file.Size);
            _unpacked += unpacked.Length;
            Look(kind, inner, unpacked, unpacked.Length, depth + 1);
        }
    }

    private void AddScript(string path, string text)
    {
        var first = text.AsSpan(0, Math.Max(0, text.IndexOf('\n')));
        if (first.Contains("python", StringComparison.Ordinal) || first.Contains("node", StringComparison.Ordinal))
        {
            AddSource(path, text);
        }
        else
        {
            Add(path, TextImages.In(text, Path.GetFileName(path)));
        }
    }

    private void AddSource(string path, string text)
    {
        if (!TextImages.MayName(text) && !text.Contains(':'))
        {
            return;
        }

        var isPython = Path.GetExtension(path) is not (".js" or ".mjs" or ".cjs");
        // What is a sentence by itself is documentation.
        foreach (
            var literal in new SourceStrings(text, isPython).All().Where(literal => literal.Key.Length > 0 || !literal.Text.Contains(' '))
        )
        {
            Add(path, LiteralImages.In(literal.Text, literal.Key, literal.Line));
        }
    }

    private void AddStrings(string path, IEnumerable<string> strings)
    {
        foreach (var text in strings)
        {
            Add(path, LiteralImages.In(text, "", null));
        }
    }

    private void Add(string path, IEnumerable<Match> matches)
    {
        foreach (var match in matches)
        {
            if (_found.Count == Most)
            {
                _unread++;
                return;
            }

            if (_known.Add((match.Reference.AsWritten, path)))
            {
                _found.Add(
                    new FoundInside(match.Reference, path, Shown(match.Text), match.Reason, match.Confidence, match.Line)
                    {
                        IsWhole = match.IsWhole,
                    }
                );
            }
        }
    }

    private bool Spend(int length)
    {
        _text += length;
        if (_text <= MostText)
        {
            return true;
        }

        _unread++;
        return false;
    }

    private static string Shown(string text)
    {
        var cut = text.Length > LongestText ? text[..LongestText] : text;
        return string.Concat(cut.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
    }
}

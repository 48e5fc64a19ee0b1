namespace Wsm.Product.Finding.Inside;

/// <summary>Tells by a file's name, mode and size whether it may name images, so that most of an image is passed over unread.</summary>
internal static class FileKinds
{
    public const int LargestText = 2 << 20;
    private const int LargestCode = 8 << 20;
    private const int LargestProgram = 384 << 20;
    private const int LargestArchive = 256 << 20;

    private static readonly HashSet<string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ".yaml",
        ".yml",
        ".json",
        ".toml",
        ".ini",
        ".conf",
        ".cfg",
        ".cnf",
        ".config",
        ".properties",
        ".props",
        ".env",
        ".sh",
        ".bash",
        ".xml",
        ".tf",
        ".hcl",
        ".tpl",
        ".tmpl",
        ".gotmpl",
        ".j2",
        ".service",
        ".list",
        ".csv",
    };

    private static readonly HashSet<string> Sources = new(StringComparer.OrdinalIgnoreCase) { ".py", ".js", ".mjs", ".cjs", ".rb" };

    private static readonly HashSet<string> Archives = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jar",
        ".war",
        ".ear",
        ".whl",
        ".egg",
        ".pyz",
        ".zip",
    };

    /// <summary>Libraries, which are used by programs and name no images, and what is no code.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ".so",
        ".o",
        ".a",
        ".ko",
        ".dll",
        ".exe",
        ".md",
        ".txt",
        ".rst",
        ".html",
        ".png",
        ".svg",
        ".gz",
        ".xz",
        ".zst",
        ".bz2",
        ".tgz",
    };

    /// <summary>Folders of documentation, tests and package managers, wherever they stand.</summary>
    private static readonly HashSet<string> Folders = new(StringComparer.OrdinalIgnoreCase)
    {
        "node_modules",
        "testdata",
        "test",
        "tests",
        "testing",
        "examples",
        "example",
        "samples",
        "docs",
        "doc",
        "man",
        "locale",
        "licenses",
        "terminfo",
        "zoneinfo",
        "dist-info",
        "test-fixtures",
    };

    /// <summary>Folders that belong to the system.</summary>
    private static readonly string[] Roots =
    [
        "var/lib/dpkg/",
        "var/lib/rpm/",
        "var/cache/",
        "lib/apk/",
        "usr/lib/sysimage/",
        "usr/include/",
        "proc/",
        "sys/",
    ];

    /// <summary>What packages need: names of packages and where they come from.</summary>
    private static readonly HashSet<string> Files = new(StringComparer.OrdinalIgnoreCase)
    {
        "package.json",
        "package-lock.json",
        "composer.json",
        "composer.lock",
        "pom.xml",
        "pom.properties",
    };

    /// <param name="path">Without a slash in front.</param>
    public static FileKind Of(string path, bool isExecutable, long size)
    {
        var name = Path.GetFileName(path);
        if (size is < 4 || Files.Contains(name) || IsPassedOver(path))
        {
            return FileKind.None;
        }

        var ending = Path.GetExtension(name);
        var kind =
            Texts.Contains(ending) ? FileKind.Text
            : Sources.Contains(ending) ? FileKind.Source
            : Archives.Contains(ending) ? FileKind.Archive
            : ending == ".class" ? FileKind.Class
            : ending == ".pyc" ? FileKind.Python
            : Others.Contains(ending) || name.Contains(".so.", StringComparison.Ordinal) ? FileKind.None
            : isExecutable ? FileKind.Program
            : ending.Length == 0 && path.StartsWith("etc/", StringComparison.Ordinal) ? FileKind.Text
            : FileKind.None;
        // A large text is data: whatever it says, it configures nothing.
        return kind is FileKind.Text or FileKind.Source or FileKind.Python or FileKind.Class && size > LargestOf(kind)
            ? FileKind.None
            : kind;
    }

    /// <summary>Bytes; what is larger is not read.</summary>
    public static int LargestOf(FileKind kind) =>
        kind switch
        {
            FileKind.Text or FileKind.Source => LargestText,
            FileKind.Class or FileKind.Python => LargestCode,
            FileKind.Program => LargestProgram,
            FileKind.Archive => LargestArchive,
            _ => 0,
        };

    private static bool IsPassedOver(string path)
    {
        if (Array.Exists(Roots, root => path.StartsWith(root, StringComparison.Ordinal)))
        {
            return true;
        }

        for (int start = 0, slash; (slash = path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            if (Folders.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path.AsSpan(start, slash - start)))
            {
                return true;
            }
        }

        return false;
    }
}

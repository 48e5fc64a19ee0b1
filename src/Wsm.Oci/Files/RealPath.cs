namespace Wsm.Oci.Files;

/// <summary>Where a path leads when every link on the way is followed, as the system follows it.</summary>
public static class RealPath
{
    /// <summary>As many as Linux follows.</summary>
    private const int MostLinks = 40;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <exception cref="IOException">Links lead to one another without an end.</exception>
    public static string Of(string path)
    {
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        var left = new Stack<string>(PartsOf(Path.GetFullPath(path)));
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"'{path}' leads through more than {MostLinks} links.");
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
            foreach (var further in PartsOf(target))
            {
                left.Push(further);
            }
        }

        return real;
    }

    /// <summary>Whether a path really leads to a folder, or to something below it.</summary>
    public static bool IsIn(string folder, string path)
    {
        var (root, real) = (Of(folder), Of(path));
        return real == root
            || real.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>The last one first.</summary>
    private static IEnumerable<string> PartsOf(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Separators).Where(part => part is not ("" or ".")).Reverse();
}

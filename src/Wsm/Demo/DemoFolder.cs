using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Demo;

/// <summary>The folder the story happens in, which goes at its end unless it is to stay.</summary>
/// <param name="name">As typed.</param>
internal sealed class DemoFolder(WsmContext context, string name, bool keep) : IDisposable
{
    public const string DefaultName = "wsm-demo";
    private readonly bool _wasThere = Directory.Exists(context.PathOf(name));

    public string Name => name;

    public string Path { get; } = context.PathOf(name);

    public bool Stays => keep;

    /// <param name="given">What the person named; null takes the next free name.</param>
    /// <exception cref="UserError">Something is there.</exception>
    public static DemoFolder Choose(WsmContext context, string? given, bool keep)
    {
        if (given is { Length: > 0 })
        {
            return IsFree(context, given)
                ? new DemoFolder(context, given, keep)
                : throw UserError.Usage($"{given} already exists and is not empty.", "Name another folder, or omit --dir.");
        }
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? DefaultName : $"{DefaultName}-{number}";
            if (IsFree(context, name))
            {
                return new DemoFolder(context, name, keep);
            }
        }
    }

    /// <summary>A path in the folder, as one would type it.</summary>
    public string Typed(params string[] parts) => System.IO.Path.Combine([name, .. parts]);

    /// <summary>The same as an absolute path.</summary>
    public string PathOf(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        if (keep || !Directory.Exists(Path))
        {
            return;
        }

        Directory.Delete(Path, recursive: true);
        if (_wasThere)
        {
            Directory.CreateDirectory(Path);
        }
    }

    private static bool IsFree(WsmContext context, string name)
    {
        var path = context.PathOf(name);
        return !File.Exists(path) && (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any());
    }
}

using Wsm.Product.Failures;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Proving;

namespace Wsm.Site.Values.Keeping;

/// <summary>
/// What lies in the output folder from earlier runs. Each file is kept a second time as it was written, so that what a person typed into it
/// can be told from what was there.
/// </summary>
internal sealed class WrittenFiles(string folder)
{
    /// <summary>The folder of the files as they were written; no tool that is given the output folder looks into it.</summary>
    private const string Originals = ".wsm";

    /// <summary>Behind the name of a file as it was before it was written anew.</summary>
    public const string OldSuffix = ".old";

    /// <summary>Where the file's text is kept as it is written, relative to the folder.</summary>
    public static string OriginalOf(string name) => $"{Originals}/{name}";

    /// <summary>The text that was written, and the text that stands there now; null where nothing was changed by hand.</summary>
    /// <exception cref="UserError">A file cannot be read.</exception>
    public (string Original, string Now)? Changed(string name) =>
        Read(name) is { } now && Read(OriginalOf(name)) is { } original && now != original ? (original, now) : null;

    /// <summary>Refuses to write over what was not written here.</summary>
    /// <exception cref="UserError">Somebody else's file lies under one of the names.</exception>
    public void RefuseForeign(IEnumerable<EmittedFile> files)
    {
        var foreign = files
            .Where(file =>
                file.Name != ProofFile.FileName && Read(file.Name) is { } there && there != file.Text && Read(OriginalOf(file.Name)) is null
            )
            .Select(file => PathOf(file.Name))
            .ToList();
        if (foreign.Count > 0)
        {
            throw new UserError(
                $"{string.Join(" and ", foreign)} {(foreign.Count == 1 ? "is" : "are")} there already and not known to be "
                    + "written by wsm; what stands in "
                    + $"{(foreign.Count == 1 ? "it" : "them")} would be lost.",
                $"Write to another folder (--out DIR), and give settings of yours with -f {foreign[0]}; or move "
                    + $"{(foreign.Count == 1 ? "it" : "them")} away.",
                FailureKind.Usage
            );
        }
    }

    private string PathOf(string name) => Path.Combine([folder, .. name.Split('/')]);

    private string? Read(string name)
    {
        var path = PathOf(name);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                $"{path} is there and cannot be read: {error.Message}",
                "Name another folder for the values.",
                cause: error
            );
        }
    }
}

using System.Text;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.Values;

/// <summary>Puts files into a folder.</summary>
internal static class ValuesWriter
{
    /// <summary>Each under its final name only when it is whole; a secret one is never readable by others, not even for a moment.</summary>
    /// <exception cref="UserError">A file cannot be written.</exception>
    public static void Write(string folder, EmittedFile file)
    {
        var path = Path.Combine([folder, .. file.Name.Split('/')]);
        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(file.Text), new AtomicFileOptions { OwnerOnly = file.IsSecret });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {error.Message}", "Name another folder for the values.", cause: error);
        }
    }
}

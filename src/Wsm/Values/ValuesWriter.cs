using System.Text;

namespace Wsm.Values;

/// <summary>Puts files into a folder.</summary>
internal static class ValuesWriter
{
    /// <summary>Each under its final name only when it is whole; a secret one is never readable by others, not even for a moment.</summary>
    /// <exception cref="UserError">A file cannot be written.</exception>
    public static async Task WriteAsync(string folder, EmittedFile file, CancellationToken cancellation)
    {
        var path = Path.Combine([folder, .. file.Name.Split('/')]);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var partial = path + ".partial";
            File.Delete(partial);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (file.IsSecret && !OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var stream = new FileStream(partial, options))
                await stream.WriteAsync(Encoding.UTF8.GetBytes(file.Text), cancellation);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {error.Message}", "Name another folder for the values.", cause: error);
        }
    }
}

using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Commands.Keys;

/// <summary>The list's file where it is made.</summary>
internal static class ListStore
{
    /// <returns>Null where there is none.</returns>
    /// <exception cref="UserError">It is no list, or cannot be read.</exception>
    public static KeyListFile? Read(Invocation call, string file)
    {
        try
        {
            return KeyListFile.ReadFile(call.Context.PathOf(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UserError($"{file} cannot be read as a list of keys: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }

    /// <exception cref="UserError">There is none, or it cannot be read.</exception>
    public static KeyListFile ReadThere(Invocation call, string file) =>
        Read(call, file) ?? throw UserError.Usage($"There is no list of keys {file}.", "'wsm keys change --help' shows how to make one.");

    /// <exception cref="UserError">It cannot be written.</exception>
    public static void Write(Invocation call, string file, KeyListFile list)
    {
        try
        {
            AtomicFile.Write(call.Context.PathOf(file), list.Write());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The list of keys {file} cannot be written: {error.Message}", cause: error);
        }
    }
}

namespace Wsm.Tests;

/// <summary>The checkout that the tests run from.</summary>
internal static class Checkout
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Wsm.sln")) ? folder
        : Path.GetDirectoryName(folder) is { } parent ? Find(parent)
        : throw new InvalidOperationException("The tests do not run from a checkout.");
}

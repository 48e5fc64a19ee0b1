namespace Wsm.Helm.Rendering;

internal static class ReleaseNames
{
    private const int MaxLength = 53;
    private const string Rule = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <exception cref="RenderException">The name is no DNS name, or too long.</exception>
    public static void Check(string name)
    {
        if (name.Length == 0)
        {
            throw new RenderException("release name check failed: release name \"\": no name provided");
        }

        if (name.Length > MaxLength || !name.Split('.').All(IsLabel))
        {
            throw new RenderException(
                $"release name check failed: release name \"{name}\": invalid release name, must match regex {Rule} "
                    + $"and the length must not be longer than {MaxLength}"
            );
        }
    }

    private static bool IsLabel(string label) =>
        label.Length > 0
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

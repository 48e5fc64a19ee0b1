namespace Wsm.Product.Finding.Texts;

internal static class FieldNames
{
    /// <summary>Between a field and the place in the text that it holds: <c>data.app.ini > image</c>.</summary>
    public const string Within = " > ";
}

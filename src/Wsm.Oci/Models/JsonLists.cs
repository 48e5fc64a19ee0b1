namespace Wsm.Oci.Models;

/// <summary>
/// What the serializer does not look at: it refuses a null where a value belongs, but not a null among the items of a list, nor a list that
/// is left out.
/// </summary>
public static class JsonLists
{
    /// <param name="name">What the items are, for the message.</param>
    /// <exception cref="FormatException">One of them is null, or all of them.</exception>
    public static void NoGaps<T>(IReadOnlyList<T>? list, string name)
    {
        if (list is null)
        {
            throw new FormatException($"the list of {name} is missing");
        }

        if (list.Any(item => item is null))
        {
            throw new FormatException($"there is a null among the {name}");
        }
    }
}

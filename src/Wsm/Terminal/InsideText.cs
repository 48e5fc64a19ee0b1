using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;

namespace Wsm.Terminal;

/// <summary>Shows for people what the files of images name.</summary>
internal static class InsideText
{
    private const int MostPlaces = 3;

    /// <summary>What is named only inside images, the surest first.</summary>
    public static IReadOnlyList<ResolvedImage> Of(ImageSet set) =>
        [
            .. ImageSet
                .Distinct(set.Components.SelectMany(component => component.Candidates))
                .Where(image => OriginWords.DegreeOf(image.Origins) == OriginKind.Inside),
        ];

    /// <param name="answerOf">What a registry says of an image; empty where none was asked.</param>
    public static void Write(IReadOnlyList<ResolvedImage> images, Func<ResolvedImage, string> answerOf, TextWriter output)
    {
        Write("Named inside images, and may be started:", Confidence.High);
        Write("Named inside images, and may be anything:", Confidence.Low);

        void Write(string heading, Confidence confidence)
        {
            var some = images.Where(image => OriginWords.ConfidenceOf(image.Origins) == confidence).ToList();
            if (some.Count > 0)
            {
                output.WriteLine(heading);
            }

            foreach (var image in some)
            {
                output.WriteLine($"  {image.Reference.AsWritten}{answerOf(image)}");
                foreach (var origin in image.Origins.Take(MostPlaces))
                {
                    output.WriteLine($"      {Place(origin)}{(origin.Text == image.Reference.AsWritten ? "" : $": {origin.Text}")}");
                }

                if (image.Origins.Count > MostPlaces)
                {
                    output.WriteLine($"      and {image.Origins.Count - MostPlaces} more");
                }
            }
        }
    }

    /// <summary>What a person does with it.</summary>
    public static void WriteHint(IReadOnlyList<ResolvedImage> images, UserConsole console)
    {
        if (images.Count > 0)
        {
            console.Say(
                "Nothing of this is in the bundle. To carry what your installation starts, write it under 'images' of the catalog, or one "
                    + "a line into a file for --images."
            );
        }
    }

    private static string Place(ImageOrigin origin) =>
        $"{origin.Document}, /{origin.Template}{(origin.Line is { } line ? $":{line}" : "")}";
}

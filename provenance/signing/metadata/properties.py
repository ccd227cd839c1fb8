"""Which properties of a photo or clip can be stated, what they disclose, and where they go.

One row per property: its XMP name, how its value is written, and the ExifTool tags that
hold it, the preferred one first. A tag without a row is never stated; maker notes have none.

C2PA 2.4 closes the list of properties of `c2pa.metadata` ("Metadata annex"); the
captions, credits and names that it leaves out belong to the open `cawg.metadata` (CAWG
Metadata Assertion 1.1).
"""

from __future__ import annotations

from provenance.signing.metadata.vocabulary import Disclosure, Form, Home, Property

_Row = tuple[str, Form, str]

_CAPTURE: tuple[_Row, ...] = (
    ("tiff:Make", Form.TEXT, "IFD0:Make XMP-tiff:Make Keys:Make UserData:Make"),
    ("tiff:Model", Form.TEXT, "IFD0:Model XMP-tiff:Model Keys:Model UserData:Model"),
    ("tiff:Software", Form.TEXT, "IFD0:Software XMP-tiff:Software Keys:Software"),
    ("tiff:DateTime", Form.DATE, "IFD0:ModifyDate XMP-tiff:DateTime"),
    ("tiff:Orientation", Form.NUMBER, "IFD0:Orientation XMP-tiff:Orientation"),
    ("exif:DateTimeOriginal", Form.DATE, "ExifIFD:DateTimeOriginal XMP-exif:DateTimeOriginal"),
    ("exif:DateTimeDigitized", Form.DATE, "ExifIFD:CreateDate XMP-exif:DateTimeDigitized"),
    ("exif:ExposureTime", Form.FRACTION, "ExifIFD:ExposureTime XMP-exif:ExposureTime"),
    ("exif:FNumber", Form.NUMBER, "ExifIFD:FNumber XMP-exif:FNumber"),
    ("exif:ISOSpeedRatings", Form.NUMBER, "ExifIFD:ISO XMP-exif:ISO"),
    ("exif:ExposureProgram", Form.NUMBER, "ExifIFD:ExposureProgram XMP-exif:ExposureProgram"),
    ("exif:ExposureMode", Form.NUMBER, "ExifIFD:ExposureMode XMP-exif:ExposureMode"),
    (
        "exif:ExposureBiasValue",
        Form.NUMBER,
        "ExifIFD:ExposureCompensation XMP-exif:ExposureCompensation",
    ),
    ("exif:BrightnessValue", Form.NUMBER, "ExifIFD:BrightnessValue XMP-exif:BrightnessValue"),
    ("exif:MeteringMode", Form.NUMBER, "ExifIFD:MeteringMode XMP-exif:MeteringMode"),
    ("exif:LightSource", Form.NUMBER, "ExifIFD:LightSource XMP-exif:LightSource"),
    ("exif:Flash", Form.NUMBER, "ExifIFD:Flash XMP-exif:Flash"),
    ("exif:FocalLength", Form.NUMBER, "ExifIFD:FocalLength XMP-exif:FocalLength"),
    (
        "exif:FocalLengthIn35mmFilm",
        Form.NUMBER,
        "ExifIFD:FocalLengthIn35mmFormat XMP-exif:FocalLengthIn35mmFormat",
    ),
    ("exif:WhiteBalance", Form.NUMBER, "ExifIFD:WhiteBalance XMP-exif:WhiteBalance"),
    ("exif:DigitalZoomRatio", Form.NUMBER, "ExifIFD:DigitalZoomRatio XMP-exif:DigitalZoomRatio"),
    ("exif:SceneCaptureType", Form.NUMBER, "ExifIFD:SceneCaptureType XMP-exif:SceneCaptureType"),
    ("exif:SensingMethod", Form.NUMBER, "ExifIFD:SensingMethod XMP-exif:SensingMethod"),
    ("exif:CustomRendered", Form.NUMBER, "ExifIFD:CustomRendered XMP-exif:CustomRendered"),
    ("exif:Contrast", Form.NUMBER, "ExifIFD:Contrast XMP-exif:Contrast"),
    ("exif:Saturation", Form.NUMBER, "ExifIFD:Saturation XMP-exif:Saturation"),
    ("exif:Sharpness", Form.NUMBER, "ExifIFD:Sharpness XMP-exif:Sharpness"),
    ("exif:GainControl", Form.NUMBER, "ExifIFD:GainControl XMP-exif:GainControl"),
    ("exif:SubjectDistance", Form.NUMBER, "ExifIFD:SubjectDistance XMP-exif:SubjectDistance"),
    (
        "exif:SubjectDistanceRange",
        Form.NUMBER,
        "ExifIFD:SubjectDistanceRange XMP-exif:SubjectDistanceRange",
    ),
    ("exif:ColorSpace", Form.NUMBER, "ExifIFD:ColorSpace XMP-exif:ColorSpace"),
    ("exif:PixelXDimension", Form.NUMBER, "ExifIFD:ExifImageWidth XMP-exif:ExifImageWidth"),
    ("exif:PixelYDimension", Form.NUMBER, "ExifIFD:ExifImageHeight XMP-exif:ExifImageHeight"),
    ("exifEX:LensMake", Form.TEXT, "ExifIFD:LensMake XMP-exifEX:LensMake"),
    ("exifEX:LensModel", Form.TEXT, "ExifIFD:LensModel XMP-exifEX:LensModel XMP-aux:Lens"),
    (
        "exifEX:LensSpecification",
        Form.NUMBERS,
        "ExifIFD:LensInfo XMP-exifEX:LensInfo XMP-aux:LensInfo",
    ),
    ("xmp:CreatorTool", Form.TEXT, "XMP-xmp:CreatorTool"),
    ("xmp:CreateDate", Form.DATE, "XMP-xmp:CreateDate Keys:CreationDate"),
    ("xmp:ModifyDate", Form.DATE, "XMP-xmp:ModifyDate"),
    ("xmp:Rating", Form.NUMBER, "XMP-xmp:Rating"),
    ("pdf:Producer", Form.TEXT, "XMP-pdf:Producer"),
    ("photoshop:DateCreated", Form.DATE, "XMP-photoshop:DateCreated IPTC:DateCreated"),
    ("Iptc4xmpExt:DigitalSourceType", Form.TEXT, "XMP-iptcExt:DigitalSourceType"),
)

_OF_FILMS = "Keys:GPSCoordinates UserData:GPSCoordinates ItemList:GPSCoordinates"
"""North, east and height in one value (QuickTime, "location.ISO6709", "©xyz")."""

_GPS: tuple[_Row, ...] = (
    ("exif:GPSLatitude", Form.LATITUDE, f"GPS:GPSLatitude XMP-exif:GPSLatitude {_OF_FILMS}"),
    (
        "exif:GPSLongitude",
        Form.LONGITUDE,
        f"GPS:GPSLongitude XMP-exif:GPSLongitude {_OF_FILMS}",
    ),
    ("exif:GPSAltitude", Form.NUMBER, "GPS:GPSAltitude XMP-exif:GPSAltitude"),
    ("exif:GPSAltitudeRef", Form.NUMBER, "GPS:GPSAltitudeRef XMP-exif:GPSAltitudeRef"),
    ("exif:GPSDateStamp", Form.TEXT, "GPS:GPSDateStamp XMP-exif:GPSDateStamp"),
    ("exif:GPSTimeStamp", Form.TEXT, "GPS:GPSTimeStamp XMP-exif:GPSTimeStamp"),
    (
        "exif:GPSHPositioningError",
        Form.NUMBER,
        "GPS:GPSHPositioningError XMP-exif:GPSHPositioningError",
    ),
    ("exif:GPSImgDirection", Form.NUMBER, "GPS:GPSImgDirection XMP-exif:GPSImgDirection"),
    ("exif:GPSImgDirectionRef", Form.TEXT, "GPS:GPSImgDirectionRef XMP-exif:GPSImgDirectionRef"),
    ("exif:GPSDestLatitude", Form.LATITUDE, "GPS:GPSDestLatitude XMP-exif:GPSDestLatitude"),
    ("exif:GPSDestLongitude", Form.LONGITUDE, "GPS:GPSDestLongitude XMP-exif:GPSDestLongitude"),
    ("exif:GPSDestBearing", Form.NUMBER, "GPS:GPSDestBearing XMP-exif:GPSDestBearing"),
    ("exif:GPSDestBearingRef", Form.TEXT, "GPS:GPSDestBearingRef XMP-exif:GPSDestBearingRef"),
    ("exif:GPSSpeed", Form.NUMBER, "GPS:GPSSpeed XMP-exif:GPSSpeed"),
    ("exif:GPSSpeedRef", Form.TEXT, "GPS:GPSSpeedRef XMP-exif:GPSSpeedRef"),
    ("exif:GPSTrack", Form.NUMBER, "GPS:GPSTrack XMP-exif:GPSTrack"),
    ("exif:GPSTrackRef", Form.TEXT, "GPS:GPSTrackRef XMP-exif:GPSTrackRef"),
    ("exif:GPSMapDatum", Form.TEXT, "GPS:GPSMapDatum XMP-exif:GPSMapDatum"),
)

_PLACE: tuple[_Row, ...] = (
    ("photoshop:City", Form.TEXT, "XMP-photoshop:City IPTC:City"),
    ("photoshop:State", Form.TEXT, "XMP-photoshop:State IPTC:Province-State"),
    ("photoshop:Country", Form.TEXT, "XMP-photoshop:Country IPTC:Country-PrimaryLocationName"),
    ("Iptc4xmpExt:LocationCreated", Form.PLACES, "XMP-iptcExt:LocationCreated"),
    ("Iptc4xmpExt:LocationShown", Form.PLACES, "XMP-iptcExt:LocationShown"),
    ("xmpDM:shotLocation", Form.TEXT, "XMP-xmpDM:ShotLocation"),
)

_PLACE_WORDS: tuple[_Row, ...] = (
    ("Iptc4xmpCore:Location", Form.TEXT, "XMP-iptcCore:Location IPTC:Sub-location"),
    (
        "Iptc4xmpCore:CountryCode",
        Form.TEXT,
        "XMP-iptcCore:CountryCode IPTC:Country-PrimaryLocationCode",
    ),
)

_SERIAL: tuple[_Row, ...] = (
    (
        "exifEX:BodySerialNumber",
        Form.TEXT,
        "ExifIFD:SerialNumber XMP-exifEX:SerialNumber XMP-aux:SerialNumber",
    ),
    (
        "exifEX:LensSerialNumber",
        Form.TEXT,
        "ExifIFD:LensSerialNumber XMP-exifEX:LensSerialNumber XMP-aux:LensSerialNumber",
    ),
    ("exif:ImageUniqueID", Form.TEXT, "ExifIFD:ImageUniqueID XMP-exif:ImageUniqueID"),
)

_OWNER: tuple[_Row, ...] = (
    (
        "exifEX:CameraOwnerName",
        Form.TEXT,
        "ExifIFD:OwnerName XMP-exifEX:OwnerName XMP-aux:OwnerName",
    ),
    ("xmpRights:Owner", Form.TEXTS, "XMP-xmpRights:Owner"),
)

_PEOPLE: tuple[_Row, ...] = (
    ("Iptc4xmpExt:PersonInImage", Form.TEXTS, "XMP-iptcExt:PersonInImage"),
)

_CAPTION: tuple[_Row, ...] = (
    ("dc:title", Form.TEXT, "XMP-dc:Title IPTC:ObjectName"),
    ("dc:description", Form.TEXT, "XMP-dc:Description IPTC:Caption-Abstract IFD0:ImageDescription"),
    ("dc:subject", Form.TEXTS, "XMP-dc:Subject IPTC:Keywords"),
    ("photoshop:Headline", Form.TEXT, "XMP-photoshop:Headline IPTC:Headline"),
    ("photoshop:Instructions", Form.TEXT, "XMP-photoshop:Instructions IPTC:SpecialInstructions"),
    ("Iptc4xmpExt:Event", Form.TEXT, "XMP-iptcExt:Event"),
)

_CREATOR: tuple[_Row, ...] = (
    ("dc:creator", Form.TEXTS, "XMP-dc:Creator IPTC:By-line IFD0:Artist XMP-tiff:Artist"),
    (
        "dc:rights",
        Form.TEXT,
        "XMP-dc:Rights IPTC:CopyrightNotice IFD0:Copyright XMP-tiff:Copyright",
    ),
    ("photoshop:Credit", Form.TEXT, "XMP-photoshop:Credit IPTC:Credit"),
    ("photoshop:Source", Form.TEXT, "XMP-photoshop:Source IPTC:Source"),
    ("photoshop:CaptionWriter", Form.TEXT, "XMP-photoshop:CaptionWriter IPTC:Writer-Editor"),
    ("xmpRights:UsageTerms", Form.TEXT, "XMP-xmpRights:UsageTerms"),
    ("xmpRights:WebStatement", Form.TEXT, "XMP-xmpRights:WebStatement"),
)


def _table(discloses: Disclosure, rows: tuple[_Row, ...], home: Home) -> tuple[Property, ...]:
    return tuple(
        Property(name, discloses, form, tuple(tags.split()), home) for name, form, tags in rows
    )


PROPERTIES: tuple[Property, ...] = (
    *_table(Disclosure.CAPTURE, _CAPTURE, "c2pa.metadata"),
    *_table(Disclosure.GPS, _GPS, "c2pa.metadata"),
    *_table(Disclosure.PLACE, _PLACE, "c2pa.metadata"),
    *_table(Disclosure.PLACE, _PLACE_WORDS, "cawg.metadata"),
    *_table(Disclosure.SERIAL, _SERIAL, "c2pa.metadata"),
    *_table(Disclosure.OWNER, _OWNER, "cawg.metadata"),
    *_table(Disclosure.PEOPLE, _PEOPLE, "cawg.metadata"),
    *_table(Disclosure.CAPTION, _CAPTION, "cawg.metadata"),
    *_table(Disclosure.CREATOR, _CREATOR, "cawg.metadata"),
)

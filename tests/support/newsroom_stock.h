/* tests/support/newsroom_stock.h - The words the newsroom's generated articles are made of.
 *
 * A sentence is an opening, a core and a tail; each may hold slots: $v a Vietnamese place, $i an Italian
 * one, $o a Vietnamese and $q an Italian organisation, $p a Vietnamese and $r an Italian person, $s a
 * sector, $n a number from 3 to 97.  All persons and companies are invented, the places are real.
 */
#ifndef NEWSROOM_STOCK_H
#define NEWSROOM_STOCK_H

#define STOCK_WORDS 12

struct stock {
	const char *language, *locale, *site, *related, *comments, *footer, *token, *byline;
	const char *opening[STOCK_WORDS], *core[STOCK_WORDS], *tail[STOCK_WORDS], *headline[STOCK_WORDS];
	const char *v[STOCK_WORDS], *i[STOCK_WORDS], *o[STOCK_WORDS], *q[STOCK_WORDS], *p[STOCK_WORDS], *r[STOCK_WORDS],
		*s[STOCK_WORDS], *menu[STOCK_WORDS];
};

#define STOCK_PERSONS_VN                                                                               \
	"Nguyễn Thu Hà", "Trần Quốc Bảo", "Lê Minh Khôi", "Phạm Hoài An", "Đỗ Hải Yến", "Vũ Đình Lâm", \
		"Bùi Thanh Tùng", "Hoàng Diệu Linh", "Đặng Ngọc Sơn", "Phan Mai Chi", "Ngô Gia Huy", "Dương Bích Thảo"
#define STOCK_PERSONS_IT                                                                                               \
	"Marta Bellandi", "Paolo Scarpino", "Chiara Vendramel", "Luca Torrisani", "Elena Marchetto", "Davide Rovelli", \
		"Silvia Castellar", "Andrea Pomarici", "Giulia Ferrazzi", "Matteo Lodigiani", "Francesca Urbinati",    \
		"Stefano Galvagno"

static const struct stock stocks[] = {
	{
		.language = "vi", .locale = "vi_VN",
		.site = "Báo Sông Hồng",
		.related = "Tin liên quan",
		.comments = "Ý kiến bạn đọc",
		.footer = "Ghi rõ nguồn khi phát hành lại thông tin từ trang này.",
		.token = "Hồ sơ của bản tin này mang mã",
		.byline = "Theo phóng viên",
		.opening = {
			"Sáng thứ ba tại $v", "Trong chuyến thăm ba ngày tới $i",
			"Sau hơn $n tháng thương thảo", "Tại diễn đàn doanh nghiệp ở $v",
			"Theo kế hoạch vừa được công bố", "Chiều cùng ngày ở $i",
			"Phát biểu trước hơn $n đại biểu", "Cuối tuần qua tại cảng $v", "Từ đầu năm đến nay",
			"Trong phiên làm việc kín với $o", "Trước đề nghị của $q",
			"Nhân dịp năm giao lưu văn hóa giữa $v và $i",
		},
		.core = {
			"$o và $q ký bản ghi nhớ về $s", "chính quyền $v tiếp đoàn công tác của thành phố $i",
			"chuyên gia $r giới thiệu dự án $s trị giá $n triệu euro",
			"đại diện $p đề xuất lập nhóm chuyên gia chung về $s",
			"hai bên thống nhất chọn $v làm nơi thí điểm",
			"$q cam kết đào tạo $n kỹ sư cho các nhà máy ở $v",
			"đoàn doanh nghiệp $i khảo sát khu công nghiệp tại $v",
			"$o nhận chuyển giao công nghệ từ các xưởng ở $i",
			"kim ngạch hàng hóa giữa $v và $i tăng $n phần trăm",
			"các trường đại học của $i mở $n suất học bổng về $s",
			"lãnh đạo $v thăm trung tâm nghiên cứu $s ở $i",
			"$p và $r đồng chủ trì phiên thảo luận về $s",
		},
		.tail = {
			"với thời hạn đầu tiên là $n tháng", "trong khi phần vốn còn lại do $q thu xếp",
			"theo thông tin từ văn phòng của $r", "và sẽ báo cáo kết quả vào cuối quý sau",
			"một bước đi được giới chuyên gia ở $v đánh giá là thận trọng",
			"dù thủ tục cấp phép còn kéo dài", "đồng thời mời $n doanh nghiệp nhỏ cùng tham gia",
			"nhằm giảm chi phí vận chuyển giữa $v và $i", "như $p đã nêu trong buổi họp báo",
			"mở đường cho các hợp đồng về $s", "với sự chứng kiến của đại diện $o",
			"trước khi đoàn rời $v sang $i",
		},
		.headline = {
			"$v và $i bắt tay trong lĩnh vực $s", "$q đưa dự án $s tới $v",
			"$n doanh nghiệp $i tìm đối tác tại $v", "$o mở văn phòng ở $i",
			"Đoàn công tác $v thăm các nhà máy ở $i", "Bản ghi nhớ mới về $s giữa $v và $i",
			"$i mời $v dự hội chợ $s", "$p: cơ hội $s còn rất rộng",
			"Học bổng $s cho sinh viên $v", "$v chọn công nghệ $s của $i",
			"$o và $q lập liên doanh $s", "Tàu hàng $i cập cảng $v",
		},
		.v = {
			"Hà Nội", "Đà Nẵng", "Hải Phòng", "Huế", "Cần Thơ", "Quảng Ninh", "Bình Dương",
			"Đồng Nai", "Lâm Đồng", "Nghệ An", "Quy Nhơn", "Bắc Ninh",
		},
		.i = {
			"Torino", "Milano", "Genova", "Bologna", "Napoli", "Venezia", "Trieste", "Parma",
			"Firenze", "Bari", "Verona", "Palermo",
		},
		.o = {
			"Công ty Cơ khí Sao Biển", "Tập đoàn Nam Hải Phát", "Sở Công Thương",
			"Viện Vật liệu Trường Giang", "Hiệp hội Dệt may Miền Trung",
			"Công ty Điện gió Cửa Việt", "Trường Đại học Kỹ thuật Đông Đô",
			"Ban Quản lý khu kinh tế", "Hợp tác xã Cà phê Bảo Lâm", "Công ty Cảng Thuận Phước",
			"Bảo tàng Gốm Bát Giang", "Công ty Dược Hoa Ban",
		},
		.q = {
			"Officine Valdorsa", "Gruppo Terranera", "Cantieri Portofermo",
			"Politecnico di Torino", "Consorzio Prosala", "Meccanica Brentana",
			"Fondazione Arcolaio", "Tessitura Lomellina", "Energie del Tavoliere",
			"Camera di commercio", "Ceramiche Sassuolesi Riunite", "Vivai Colle Alto",
		},
		.p = { STOCK_PERSONS_VN }, .r = { STOCK_PERSONS_IT },
		.s = {
			"dệt may", "năng lượng tái tạo", "cơ khí chính xác", "cà phê", "du lịch", "đóng tàu",
			"dược phẩm", "thiết kế nội thất", "hàng không", "giáo dục đại học", "bảo tồn di sản",
			"chế biến thủy sản",
		},
		.menu = {
			"Thời sự", "Thế giới", "Kinh doanh", "Bất động sản", "Thể thao", "Giải trí",
			"Pháp luật", "Giáo dục", "Sức khỏe", "Du lịch", "Khoa học", "Ý kiến",
		},
	},
	{
		.language = "en", .locale = "en_GB",
		.site = "The Red River Courier",
		.related = "Related stories",
		.comments = "Readers' comments",
		.footer = "Reproduction needs the written consent of the publisher.",
		.token = "The desk keeps its papers on this story under",
		.byline = "By staff reporter",
		.opening = {
			"On Tuesday morning in $v", "During a three-day visit to $i",
			"After more than $n months of talks", "At a business forum in $v",
			"Under a plan made public this week", "Later the same day in $i",
			"Before an audience of $n delegates", "At the port of $v last weekend",
			"Since the beginning of the year", "In a closed session with $o",
			"Answering a request from $q",
			"To mark the year of cultural exchange between $v and $i",
		},
		.core = {
			"$o and $q signed a memorandum on $s",
			"the authorities of $v received a delegation from the city of $i",
			"$r presented a $s project worth $n million euros",
			"$p proposed a joint group of experts on $s",
			"the two sides agreed to make $v the pilot site",
			"$q undertook to train $n engineers for factories in $v",
			"a group of companies from $i toured the industrial park in $v",
			"$o took over a technology developed by workshops in $i",
			"trade between $v and $i grew by $n per cent",
			"universities in $i offered $n scholarships in $s",
			"officials from $v visited a research centre for $s in $i",
			"$p and $r chaired a discussion on $s together",
		},
		.tail = {
			"with a first term of $n months", "while $q is to arrange the rest of the capital",
			"according to the office of $r",
			"and promised to report by the end of the next quarter",
			"a step that experts in $v called cautious", "although the permits may take longer",
			"and invited $n smaller firms to take part",
			"in order to cut the cost of transport between $v and $i",
			"as $p told reporters afterwards", "which opens the way to contracts in $s",
			"in the presence of representatives of $o", "before the delegation left $v for $i",
		},
		.headline = {
			"$v and $i join hands in $s", "$q brings a $s project to $v",
			"$n firms from $i look for partners in $v", "$o opens an office in $i",
			"Delegation from $v tours factories in $i", "New memorandum on $s between $v and $i",
			"$i invites $v to its $s fair", "$p sees wide room for $s",
			"Scholarships in $s for students from $v", "$v picks $s technology from $i",
			"$o and $q form a $s venture", "Cargo ship from $i calls at $v",
		},
		.v = {
			"Hanoi", "Da Nang", "Hai Phong", "Hue", "Can Tho", "Quang Ninh", "Binh Duong",
			"Dong Nai", "Lam Dong", "Nghe An", "Quy Nhon", "Bac Ninh",
		},
		.i = {
			"Turin", "Milan", "Genoa", "Bologna", "Naples", "Venice", "Trieste", "Parma",
			"Florence", "Bari", "Verona", "Palermo",
		},
		.o = {
			"Sea Star Engineering", "Nam Hai Phat Group", "the Department of Industry and Trade",
			"the Truong Giang Materials Institute", "the Central Textile Association",
			"Cua Viet Wind Power", "Dong Do Technical University", "the Economic Zone Authority",
			"the Bao Lam Coffee Cooperative", "Thuan Phuoc Port Company",
			"the Bat Giang Ceramics Museum", "Hoa Ban Pharmaceuticals",
		},
		.q = {
			"Officine Valdorsa", "Gruppo Terranera", "Cantieri Portofermo",
			"the Polytechnic of Turin", "Consorzio Prosala", "Meccanica Brentana",
			"the Arcolaio Foundation", "Tessitura Lomellina", "Energie del Tavoliere",
			"the Chamber of Commerce", "Ceramiche Sassuolesi Riunite", "Vivai Colle Alto",
		},
		.p = { STOCK_PERSONS_VN }, .r = { STOCK_PERSONS_IT },
		.s = {
			"textiles", "renewable energy", "precision engineering", "coffee", "tourism",
			"shipbuilding", "pharmaceuticals", "interior design", "aviation", "higher education",
			"heritage conservation", "seafood processing",
		},
		.menu = {
			"Home", "World", "Business", "Property", "Sport", "Culture", "Law", "Education",
			"Health", "Travel", "Science", "Opinion",
		},
	},
	{
		.language = "it", .locale = "it_IT",
		.site = "Il Corriere del Fiume Rosso",
		.related = "Leggi anche",
		.comments = "I commenti dei lettori",
		.footer = "La riproduzione richiede il consenso scritto dell'editore.",
		.token = "Le carte di questa notizia portano in redazione il codice",
		.byline = "Dal nostro inviato",
		.opening = {
			"Martedì mattina a $v", "Durante una visita di tre giorni a $i",
			"Dopo oltre $n mesi di trattative", "A un forum di imprese a $v",
			"Secondo il piano reso noto in settimana", "Più tardi, nello stesso giorno, a $i",
			"Davanti a $n delegati", "Nel porto di $v, lo scorso fine settimana",
			"Dall'inizio dell'anno", "In una riunione a porte chiuse con $o",
			"In risposta a una richiesta di $q", "Per l'anno degli scambi culturali tra $v e $i",
		},
		.core = {
			"$o e $q hanno firmato un memorandum in materia di $s",
			"le autorità di $v hanno ricevuto una delegazione di $i",
			"$r ha presentato un progetto di $s da $n milioni di euro",
			"$p ha proposto un gruppo congiunto di esperti di $s",
			"le due parti hanno scelto $v come sede pilota",
			"$q si è impegnata a formare $n ingegneri per le fabbriche di $v",
			"un gruppo di aziende di $i ha visitato il parco industriale di $v",
			"$o ha rilevato una tecnologia nata nelle officine di $i",
			"gli scambi tra $v e $i sono cresciuti del $n per cento",
			"gli atenei di $i hanno offerto $n borse di studio in $s",
			"i dirigenti di $v hanno visitato a $i un centro di ricerca per la $s",
			"$p e $r hanno presieduto insieme un dibattito sulla $s",
		},
		.tail = {
			"con una prima durata di $n mesi", "mentre $q troverà il resto del capitale",
			"secondo quanto riferisce l'ufficio di $r",
			"con l'impegno di riferire entro il prossimo trimestre",
			"un passo che gli esperti di $v definiscono prudente",
			"anche se i permessi richiederanno più tempo",
			"e ha aperto la porta a $n imprese più piccole",
			"per ridurre il costo dei trasporti tra $v e $i", "come $p ha detto ai giornalisti",
			"il che apre la strada a contratti nel campo della $s",
			"alla presenza dei rappresentanti di $o",
			"prima che la delegazione lasciasse $v per $i",
		},
		.headline = {
			"$v e $i unite dalla $s", "$q porta a $v un progetto di $s",
			"$n imprese di $i cercano soci a $v", "$o apre un ufficio a $i",
			"La delegazione di $v nelle fabbriche di $i", "Nuovo memorandum sulla $s tra $v e $i",
			"$i invita $v alla fiera della $s", "$p: per la $s lo spazio è ampio",
			"Borse di studio in $s per gli studenti di $v",
			"$v sceglie da $i la tecnologia per la $s", "$o e $q alleate nella $s",
			"Un mercantile di $i nel porto di $v",
		},
		.v = {
			"Hanoi", "Da Nang", "Hai Phong", "Hue", "Can Tho", "Quang Ninh", "Binh Duong",
			"Dong Nai", "Lam Dong", "Nghe An", "Quy Nhon", "Bac Ninh",
		},
		.i = {
			"Torino", "Milano", "Genova", "Bologna", "Napoli", "Venezia", "Trieste", "Parma",
			"Firenze", "Bari", "Verona", "Palermo",
		},
		.o = {
			"Stella Marina Meccanica", "Nam Hai Phat", "Cua Viet Energia Eolica",
			"Hoa Ban Farmaceutici", "Truong Giang Materiali", "Thuan Phuoc Porti",
			"Bao Lam Caffè", "Song Lam Tessile", "Bat Giang Ceramiche", "Dong Do Ingegneria",
			"Tay Ho Cantieri", "Ha Long Navigazione",
		},
		.q = {
			"Officine Valdorsa", "Terranera", "Cantieri Portofermo", "Prosala",
			"Meccanica Brentana", "Arcolaio", "Tessitura Lomellina", "Energie del Tavoliere",
			"Ceramiche Sassuolesi Riunite", "Vivai Colle Alto", "Lanificio Biellese Nord",
			"Cartiere Fabrianesi",
		},
		.p = { STOCK_PERSONS_VN }, .r = { STOCK_PERSONS_IT },
		.s = {
			"moda", "energia eolica", "meccanica di precisione", "torrefazione", "ristorazione",
			"cantieristica", "farmaceutica", "ceramica", "logistica", "formazione tecnica",
			"tutela del patrimonio", "pesca",
		},
		.menu = {
			"Cronaca", "Mondo", "Economia", "Casa", "Sport", "Spettacoli", "Giustizia", "Scuola",
			"Salute", "Viaggi", "Scienza", "Opinioni",
		},
	},
};

#endif

/*
 * Names as people in Madrid have them: mostly Spanish, many from elsewhere, some kept in their own
 * script. Commoner names come first in each list.
 */

create table demo.names (
  origin    text primary key,
  share     integer not null, -- of 100
  language  text not null,
  women     text[] not null,
  men       text[] not null,
  families  text[] not null,
  of_women  text[] -- where a family name has a form for women
);

insert into demo.names values
  ('Spanish', 46, 'es',
    '{María,Carmen,Lucía,Ana,Isabel,Sofía,Paula,Marta,Elena,Cristina,Rocío,Inés,Beatriz,Nerea,Concepción,Ángela,Noa,Alba,Irene,Begoña,Pilar,Dolores,Teresa,Raquel,Laura,Sara,Julia,Claudia,Valeria,Martina,Daniela,Carla,Eva,Silvia,Patricia,Mónica,Andrea,Natalia,Rosario,Encarnación,Josefa,Francisca,Antonia,Montserrat,Yolanda,Susana,Victoria,Olga,Lourdes,Mercedes}',
    '{Antonio,José,Manuel,Francisco,David,Javier,Daniel,Carlos,Hugo,Martín,Álvaro,Jesús,Andrés,Íñigo,Sergio,Mateo,Rubén,Adrián,Óscar,Joaquín,Miguel,Rafael,Pedro,Pablo,Alejandro,Fernando,Luis,Jorge,Alberto,Juan,Diego,Iván,Raúl,Enrique,Ramón,Vicente,Víctor,Ignacio,Salvador,Emilio,Julián,Gonzalo,Lucas,Leo,Izan,Nicolás,Marcos,Gabriel,Tomás,Ángel}',
    '{García,Rodríguez,González,Fernández,López,Martínez,Sánchez,Pérez,Gómez,Martín,Jiménez,Ruiz,Hernández,Díaz,Moreno,Muñoz,Álvarez,Romero,Alonso,Gutiérrez,Navarro,Torres,Domínguez,Vázquez,Ramos,Gil,Ramírez,Serrano,Blanco,Molina,Morales,Suárez,Ortega,Delgado,Castro,Ortiz,Rubio,Marín,Sanz,Núñez,Iglesias,Medina,Garrido,Cortés,Castillo,Santos,Lozano,Guerrero,Cano,Prieto,Méndez,Cruz,Calvo,Gallego,Vidal,León,Márquez,Herrera,Peña,Flores,Cabrera,Campos,Vega,Fuentes,Carrasco,Diez,Reyes,Caballero,Nieto,Aguilar,Pascual,Santana,Herrero,Montero,Lorenzo,Hidalgo,Giménez,Ibáñez,Ferrer,Durán,Santiago,Benítez,Mora,Vargas,Arias,Carmona,Crespo,Soler,Román,Pastor,Soto,Sáez,Velasco,Moya,Esteban,Parra,Bravo,Gallardo,Rojas,Echeverría,Úbeda,Castaño,Zubiri,Quiroga,Otero,Losada,Figueroa,Bosch,Puig,Serra,Ferrández,Albarracín,Barrios,Cordero,Escudero,Izquierdo,Jurado,Lara,Maldonado,Olmedo,Palacios,Quintero,Rincón,Salas,Tapia,Urrutia,Valverde,Yáñez,Zamora}', null),
  ('English', 6, 'en', '{Emily,Charlotte,Sarah,Grace,Hannah,Olivia}', '{James,Oliver,Thomas,Henry,George,Samuel}',
    '{Smith,Walker,Harris,O''Connor,Campbell,Murphy,Bennett,Hughes}', null),
  ('French', 4, 'fr', '{Camille,Élodie,Chloé,Françoise,Zoé}', '{Rémi,François,Loïc,Jérôme,Étienne}', '{Lefèvre,Durand,Moreau,Benoît,Fabre,Garçon}', null),
  ('German', 4, 'de', '{Johanna,Käthe,Sabine,Mia,Franziska}', '{Jürgen,Björn,Matthias,Lukas,Günther}', '{Müller,Schröder,Weiß,König,Bäcker,Vogel}', null),
  ('Portuguese', 5, 'pt', '{Inês,Conceição,Joana,Beatriz,Luísa}', '{João,Gonçalo,Simão,Rui,Tomás}', '{Gonçalves,Magalhães,Simões,Araújo,Brandão,Lourenço}', null),
  ('Romanian', 5, 'ro', '{Ioana,Ștefania,Mădălina,Elena,Andreea}', '{Ștefan,Răzvan,Cătălin,Ion,Mihai}', '{Ionescu,Țurcanu,Munteanu,Brătianu,Șerban}', null),
  ('Polish', 3, 'pl', '{Małgorzata,Agnieszka,Zofia,Łucja}', '{Łukasz,Paweł,Stanisław,Krzysztof}', '{Wójcik,Kowalczyk,Woźniak,Dąbek,Mazur}', null),
  ('Vietnamese', 2, 'vi', '{Thị Hương,Ngọc Ánh,Thu Hà}', '{Văn Dũng,Quốc Bảo,Minh Đức}', '{Nguyễn,Trần,Phạm,Đặng}', null),
  ('Turkish', 2, 'tr', '{Ayşe,Gülsüm,Zeynep}', '{Çağlar,Oğuz,İbrahim}', '{Yılmaz,Öztürk,Şahin,Çelik}', null),
  ('Ukrainian', 5, 'uk', '{Олена,Наталія,Оксана,Ірина,Софія}', '{Андрій,Олександр,Тарас,Іван,Дмитро}', '{Шевченко,Коваленко,Бондаренко,Ткачук,Мельник}', null),
  ('Bulgarian', 2, 'bg', '{Мария,Десислава,Елена}', '{Георги,Николай,Иван}', '{Иванов,Димитров,Петров}', '{Иванова,Димитрова,Петрова}'),
  ('Arabic', 6, 'ar', '{فاطمة,خديجة,مريم,أمينة,ليلى}', '{محمد,يوسف,عمر,إبراهيم,حسن}', '{العلوي,بنعلي,الإدريسي,حداد,المرابط}', null),
  ('Chinese', 5, 'zh', '{丽,秀英,小红,雨桐,静}', '{伟,建国,浩然,志强,磊}', '{王,李,陈,刘,黄}', null),
  ('Indian', 3, 'hi', '{प्रिया,सुनीता,अनन्या}', '{राजेश,अर्जुन,विकास}', '{शर्मा,वर्मा,पटेल,गुप्ता}', null),
  ('Greek', 2, 'el', '{Μαρία,Ελένη,Αικατερίνη}', '{Γιώργος,Δημήτρης,Νίκος}', '{Παπαδόπουλος,Γεωργίου,Νικολάου}', '{Παπαδοπούλου,Γεωργίου,Νικολάου}');
